"""The month's themes: published by offices, adopted by branches."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from branches.models import Branch, Unit
from branches.periods import Period
from meetings import adoption
from meetings.choices import MeetingKind
from meetings.forms.themes import ThemeChangeForm, ThemeForm
from meetings.models import Draft, Partner, Theme
from meetings.partners import like_this
from meetings.prefill import prefill
from meetings.services import themes as services
from meetings.services.drafts import adopt_theme
from meetings.services.refusals import ThemeRefused

MONTHS_SHOWN = 24
BRANCHES_SHOWN = 25


@require_safe
def themes(request: UserRequest) -> HttpResponse:
    """All themes, the latest month first; a branch sees which of them it has adopted."""
    rows = Theme.objects.visible_to(request.user).published().select_related("unit")
    mine = Branch.objects.manageable_by(request.user).first()
    context = {
        "themes": adoption.with_counts(rows, user=request.user, mine=mine)[:MONTHS_SHOWN],
        "mine": mine,
        "publishes": Unit.objects.manageable_by(request.user).exists(),
    }
    return render(request, "meetings/themes.html", context)


@require_safe
def theme(request: UserRequest, pk: int) -> HttpResponse:
    """What to study, and which branches have taken it up."""
    found = get_object_or_404(Theme.objects.visible_to(request.user).select_related("unit"), pk=pk)
    mine = Branch.objects.manageable_by(request.user).first()
    adopted = adoption.Adoption(found, request.GET, user=request.user)
    context = {
        "theme": found,
        "mine": mine,
        "joint": _alike(found, mine) if mine else [],
        "adopted": adopted,
        "page": Paginator(adopted.rows, BRANCHES_SHOWN).get_page(request.GET.get("page")),
        "may_change": Theme.objects.manageable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "meetings/theme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: UserRequest) -> HttpResponse:
    get_object_or_404(Unit.objects.manageable_by(request.user)[:1])
    initial = {"month": f"{timezone.localdate():%Y-%m}"}
    form = ThemeForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        try:
            found = services.publish_theme(by=request.user, now=timezone.now(), **form.cleaned_data)
        except ThemeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "主题已发布，支部可以采纳了。")
            return redirect("meetings:theme", found.pk)
    return render(request, "meetings/theme_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Theme.objects.manageable_by(request.user), pk=pk)
    initial = {name: getattr(found, name) for name in ("month", "title", "material", "agenda")}
    form = ThemeChangeForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        try:
            services.change_theme(theme=found, **form.cleaned_data)
        except ThemeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "主题已修改。")
            return redirect("meetings:theme", pk)
    return render(request, "meetings/theme_form.html", {"form": form, "theme": found})


@require_POST
def remove(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Theme.objects.manageable_by(request.user), pk=pk)
    try:
        services.withdraw_theme(theme=found)
    except ThemeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:theme", pk)
    messages.success(request, f"主题“{found}”已删除。")
    return redirect("meetings:themes")


@require_POST
def adopt(request: UserRequest, pk: int) -> HttpResponse:
    """One click: a prefilled draft, the same one at the second click.

    Where a joint theme day of that month waits for the branch's word, that is asked first.
    """
    found = get_object_or_404(Theme.objects.visible_to(request.user).select_related("unit"), pk=pk)
    branches = Branch.objects.manageable_by(request.user).select_related("unit")
    code = request.POST.get("branch", "")
    branch = get_object_or_404(branches.filter(code=code) if code else branches[:1])
    alike = [] if "besides" in request.POST else _alike(found, branch)
    if alike and not Draft.objects.manageable_by(request.user).filter(theme=found, branch=branch):
        messages.warning(request, f"还没有采纳。{alike[0].warning}")
        return redirect("meetings:theme", pk)
    content = prefill(
        branch=branch,
        kinds=[MeetingKind.THEME_DAY],
        theme=found,
        today=timezone.localdate(),
    )
    try:
        draft = adopt_theme(
            theme=found, branch=branch, content=content, by=request.user, now=timezone.now()
        )
    except ThemeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:theme", pk)
    return redirect(draft)


def _alike(theme: Theme, branch: Branch) -> list[Partner]:
    day = Period.parse(theme.month).begins
    return like_this(branch=branch, kinds=[MeetingKind.THEME_DAY], day=day)
