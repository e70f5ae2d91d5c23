"""Duties: the list, one of them, giving one, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import UserRequest
from accounts.uploads import UploadRefused
from branches import scope
from branches.models import Branch, Unit
from duties.choices import DutySource, DutyState
from duties.forms import ChangeForm, DoneForm, DropForm, RemarkForm, duty_form
from duties.listing import DutyListing, status_of
from duties.models import Duty, DutyFile
from duties.services import duties as services
from duties.services.files import attach
from duties.services.refusals import DutyRefused
from duties.timeline import timeline_of

PER_PAGE = 25
MENUS: dict[str, Any] = {"unit": Unit, "branch": Branch}


def _read(duties: Any) -> Any:
    related = duties.select_related("branch__unit", "unit", "owner")
    return related.defer("owner__id_number", "owner__phone")


@require_GET
def duty_list(request: UserRequest) -> HttpResponse:
    """What one sees, by tab; officers begin with what is late."""
    today = timezone.localdate()
    listing = DutyListing(request.user, request.GET, today)
    page = Paginator(_read(listing.duties), PER_PAGE).get_page(request.GET.get("page"))
    menus = {name: reverse("duties:menu", args=[name]) + listing.address() for name in MENUS}
    held = scope.held_by(request.user)
    context = {
        "listing": listing,
        "page": page,
        "rows": [(duty, *status_of(duty, today)) for duty in page],
        "filters": listing.chips(menus),
        "gives": bool(held.unit_paths or held.committee_ids),
    }
    return render(request, "duties/list.html", context)


@require_GET
def menu(request: UserRequest, name: str) -> HttpResponse:
    """A long filter menu, fetched when it is opened."""
    if name not in MENUS:
        raise Http404
    listing = DutyListing(request.user, request.GET, timezone.localdate())
    places = MENUS[name].objects.visible_to(request.user).values_list("code", "name")
    base = reverse("duties:list")
    options = [(label, base + listing.address(**{name: code})) for code, label in places]
    return render(request, "members/_menu.html", {"options": options})


@require_GET
def duty(request: UserRequest, pk: int) -> HttpResponse:
    """One duty: what, by whom, until when, what happened, and what one may do now."""
    return _page(request, pk)


def _page(
    request: UserRequest, pk: int, *, ticked: set[int] | None = None, **forms: Form
) -> HttpResponse:
    """``done_form`` or ``remark_form`` as it was sent, where it was refused; ``ticked`` are the
    files that a refused report named: all of them, before one is sent."""
    visible = Duty.objects.visible_to(request.user)
    found = get_object_or_404(_read(visible).select_related("item__list", "given_by"), pk=pk)
    today = timezone.localdate()
    one = visible.filter(pk=pk)
    managed = Duty.objects.manageable_by(request.user).filter(pk=pk).exists()
    reports = found.is_owed and one.reportable_by(request.user).exists()
    files = list(DutyFile.objects.visible_to(request.user).filter(duty=found))
    by_hand = found.source != DutySource.DECISION
    context = {
        "duty": found,
        "status": status_of(found, today),
        "events": timeline_of(found),
        "reports": reports,
        "photos": [file for file in files if file.reported and file.is_photo],
        "papers": [file for file in files if file.reported and not file.is_photo],
        "uploads": _tiles(files, ticked),
        "verifies": one.awaiting_verification_by(request.user).exists(),
        "changes": managed and by_hand and found.is_owed and _may_change(request, found),
        "takes_back": found.done_by_id == request.user.pk and found.state == "done",
        "done_form": DoneForm(initial={"on": today}),
        "remark_form": RemarkForm(duty=found),
        "next": _next_to_verify(request, found),
        **forms,
    }
    return render(request, "duties/duty.html", context)


def _next_to_verify(request: UserRequest, decided: Duty) -> Duty | None:
    """After one is verified or returned: the next that waits for the user."""
    if decided.state not in (DutyState.VERIFIED, DutyState.RETURNED):
        return None
    waiting = Duty.objects.visible_to(request.user).awaiting_verification_by(request.user)
    return waiting.order_by("due_on", "pk").first()


def _tiles(files: list[DutyFile], ticked: set[int] | None) -> list[DutyFile]:
    """As components/uploads.html takes them."""
    for file in files:
        file.unticked = ticked is not None and file.pk not in ticked  # type: ignore[attr-defined]
    return files


def _may_change(request: UserRequest, duty: Duty) -> bool:
    """What came from above is changed above only."""
    return not duty.verified_above or bool(scope.held_by(request.user).unit_paths)


@require_http_methods(["GET", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Give something to be done."""
    form = duty_form(request.user, request.POST or None)
    if form is None:
        raise Http404
    if form.is_valid():
        try:
            given = [
                services.give_duty(by=request.user, now=timezone.now(), **values)
                for values in form.duties
            ]
        except DutyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已交办 {len(given)} 件。")
            return redirect(given[0] if len(given) == 1 else f"{reverse('duties:list')}?show=owed")
    return render(request, "duties/new.html", {"form": form})


@require_POST
def done(request: UserRequest, pk: int) -> HttpResponse:
    """Report it done, with what shows it; a refusal stands on the page and loses nothing typed."""
    now = timezone.now()
    visible = Duty.objects.visible_to(request.user)
    found = get_object_or_404(visible.reportable_by(request.user), pk=pk)
    form = DoneForm(request.POST)
    ticked = {int(key) for key in request.POST.getlist("attachment") if key.isdecimal()}
    ticked |= _take_uploads(request, found, form)
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("on", "evidence")}
        try:
            services.report_done(duty=found, by=request.user, now=now, files=ticked, **words)
        except DutyRefused as refusal:
            form.add_error(None, str(refusal))
        except UploadRefused as refusal:
            form.add_error("files", str(refusal))
        else:
            return redirect(found)
    return _page(request, pk, ticked=ticked, done_form=form)


def _take_uploads(request: UserRequest, found: Duty, form: DoneForm) -> set[int]:
    """Files sent with the form itself, where no script has sent them before; those that are fit."""
    kept = set()
    for upload in request.FILES.getlist("files"):
        try:
            file = attach(duty=found, upload=upload, by=request.user, now=timezone.now())
            kept.add(file.pk)
        except UploadRefused as refusal:
            form.add_error("files", f"{upload.name}：{refusal}")
    return kept


@require_POST
def verify(request: UserRequest, pk: int) -> HttpResponse:
    """It is done indeed; or with ``return``, not yet. Refused, the remark stays."""
    visible = Duty.objects.visible_to(request.user)
    found = get_object_or_404(visible.awaiting_verification_by(request.user), pk=pk)
    form = RemarkForm(request.POST, duty=found)
    if form.is_valid() and _decide(request, found, form):
        return redirect(found)
    return _page(request, pk, remark_form=form)


def _decide(request: UserRequest, found: Duty, form: RemarkForm) -> bool:
    """Verify or return it, and say so; a refusal goes to the form."""
    said, given = form.cleaned_data, {"duty": found, "by": request.user, "now": timezone.now()}
    try:
        if "return" in request.POST:
            services.return_duty(**given, **said)
            messages.success(request, "已退回，报告的人会收到消息。")
        else:
            services.verify_duty(**given, remark=said["remark"])
            messages.success(request, "已核验通过，这件事办结了。")
    except DutyRefused as refusal:
        form.add_error("due_on" if "时限" in str(refusal) else "remark", str(refusal))
        return False
    return True


@require_POST
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Take back one's own report before anybody has verified it."""
    visible = Duty.objects.visible_to(request.user)
    found = get_object_or_404(visible.filter(done_by=request.user, state="done"), pk=pk)
    try:
        services.reopen_duty(duty=found, by=request.user, now=timezone.now())
    except DutyRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_http_methods(["GET", "POST"])
def change(request: UserRequest, pk: int) -> HttpResponse:
    """Another day, with the reason."""
    return _managed(request, pk, ChangeForm(request.POST or None), services.change_duty, "调整时限")


@require_http_methods(["GET", "POST"])
def drop(request: UserRequest, pk: int) -> HttpResponse:
    """No longer owed, with the reason."""
    return _managed(request, pk, DropForm(request.POST or None), services.drop_duty, "撤销")


def _managed(request: UserRequest, pk: int, form: Any, verb: Any, title: str) -> HttpResponse:
    found = get_object_or_404(Duty.objects.manageable_by(request.user), pk=pk)
    if not _may_change(request, found):
        raise Http404
    if form.is_valid():
        try:
            verb(duty=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DutyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return render(request, "duties/change.html", {"form": form, "duty": found, "title": title})
