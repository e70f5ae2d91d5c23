"""Claims: proposed with evidence, decided by another person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.files import sent_file
from accounts.requests import UserRequest
from accounts.uploads import PHOTO
from assessment.forms.claims import ClaimForm, DecisionForm, ReasonForm
from assessment.models import Claim
from assessment.presenting.claims import Claimant, tabs
from assessment.refusals import ClaimRefused
from assessment.services import claims as services
from branches.models import Branch
from members.models import Member

A_PAGE = 25


@require_safe
def claims(request: UserRequest) -> HttpResponse:
    """What waits for me, what I proposed, all that I may read."""
    seen = Claim.objects.visible_to(request.user)
    reviewable = seen.reviewable_by(request.user)
    shown = request.GET.get("show") or ("waiting" if reviewable.exists() else "all")
    rows = {"waiting": reviewable, "mine": seen.filter(proposed_by=request.user)}.get(shown, seen)
    page = Paginator(rows.with_people(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs(shown, reviewable.count()), "shown": shown}
    return render(request, "assessment/claims.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: UserRequest) -> HttpResponse:
    """Claim for oneself, or as the committee for a member of the branch."""
    claimant = _claimant(request)
    form = ClaimForm(
        request.POST or None,
        request.FILES or None,
        rules=claimant.rules(request.user),
        own=claimant.is_own(request.user),
        initial={"rule": request.GET.get("rule"), "occurred_on": timezone.localdate()},
    )
    if form.is_bound and (made := _proposed(request, claimant, form)):
        messages.success(request, "申报已提交，等党支部审核；结果会通知你。")
        return redirect("assessment:claim", pk=made.pk)
    return render(request, "assessment/propose.html", {"form": form, "claimant": claimant})


def _proposed(request: UserRequest, claimant: Claimant, form: ClaimForm) -> Claim | None:
    """None when it is refused: the form then says everything that is wrong, also with its file."""
    known: dict[str, Any] = {
        "member": claimant.member,
        "branch": claimant.branch,
        "proposed_by": request.user,
        "now": timezone.now(),
    }
    try:
        if form.is_valid():
            return services.propose(**known, **form.cleaned_data)
        form.refuse(services.problems(**known, **form.cleaned_data))
    except ClaimRefused as refusal:
        form.refuse(refusal.problems)
    form.ask_for_the_file_again()
    return None


@require_http_methods(["GET", "POST"])
def claim(request: UserRequest, pk: int) -> HttpResponse:
    """Read it; whoever may, decides."""
    seen = Claim.objects.visible_to(request.user)
    shown = get_object_or_404(seen.with_people(), pk=pk)
    if request.method != "POST":
        return _page(request, shown)
    get_object_or_404(seen.reviewable_by(request.user), pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid() and _decided(request, shown, form):
        return redirect("assessment:claims")
    return _page(request, shown, form=form)


def _page(request: UserRequest, shown: Claim, **forms: Form) -> HttpResponse:
    """``form`` or ``revoke_form`` as it was sent, where it was refused."""
    seen = Claim.objects.visible_to(request.user).filter(pk=shown.pk)
    form = DecisionForm() if seen.reviewable_by(request.user).exists() else None
    context = {
        "claim": shown,
        "form": form,
        "counts": services.counts_towards(claim=shown) if form else None,
        "may_withdraw": shown.is_waiting and shown.proposed_by_id == request.user.pk,
        "may_revoke": seen.revocable_by(request.user).exists(),
        "revoke_form": ReasonForm(),
        **forms,
    }
    return render(request, "assessment/claim.html", context)


@require_POST
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what one proposed."""
    mine = Claim.objects.visible_to(request.user).filter(proposed_by=request.user)
    shown = get_object_or_404(mine, pk=pk)
    try:
        services.withdraw(claim=shown, by=request.user, now=timezone.now())
    except ClaimRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "申报已撤回，不再审核。")
    return redirect("assessment:claim", pk=pk)


@require_POST
def revoke(request: UserRequest, pk: int) -> HttpResponse:
    """Undo an approval, by a line that says why. Refused, the reason stays."""
    revocable = Claim.objects.visible_to(request.user).revocable_by(request.user)
    shown = get_object_or_404(revocable.with_people(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.revoke(claim=shown, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ClaimRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return redirect("assessment:claim", pk=pk)
    return _page(request, shown, revoke_form=form)


@require_safe
def evidence(request: UserRequest, pk: int) -> HttpResponseBase:
    """The file, to whoever may read the claim; a photo is shown, any other file is saved."""
    shown = get_object_or_404(Claim.objects.visible_to(request.user), pk=pk)
    if not shown.evidence:
        raise Http404
    is_photo = shown.evidence.name.endswith(f".{PHOTO}")
    return sent_file(shown.evidence, shown.evidence_name, save=not is_photo)


def _claimant(request: UserRequest) -> Claimant:
    """Oneself, or (``?member=``) somebody of a branch whose committee one is on."""
    people = Member.objects.visible_to(request.user)
    pk = request.GET.get("member", "")
    chosen = people.filter(pk=pk) if pk.isdigit() else people.filter(user=request.user)
    found = Claimant(get_object_or_404(chosen), timezone.localdate())
    led = Branch.objects.manageable_by(request.user)
    if found.branch is None or not (
        found.is_own(request.user) or led.filter(pk=found.branch.pk).exists()
    ):
        raise Http404
    return found


def _decided(request: UserRequest, shown: Claim, form: DecisionForm) -> bool:
    given = {"claim": shown, "decided_by": request.user, "now": timezone.now()}
    given["remark"] = form.cleaned_data["remark"]
    try:
        if form.cleaned_data["approved"]:
            services.approve(**given)
        else:
            services.refuse(**given)
    except ClaimRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{shown.member.name}的申报已审核。")
    return True
