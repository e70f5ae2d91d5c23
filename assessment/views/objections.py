"""Objections: raised by the member while the result is published, answered by another person."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from assessment.forms.objections import AnswerForm, ObjectionForm
from assessment.models import Entry, Objection, Settlement
from assessment.refusals import ObjectionRefused
from assessment.services import objections as services
from branches.periods import Period
from members.models import Member

A_PAGE = 25


@require_safe
def objections(request: UserRequest) -> HttpResponse:
    """Those that wait for one's answer, the oldest first."""
    waiting = Objection.objects.visible_to(request.user).answerable_by(request.user)
    rows = waiting.with_records().order_by("raised_at", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessment/objections.html", {"page": page})


@require_http_methods(["GET", "POST"])
def raise_objection(request: UserRequest, code: str, quarter: str) -> HttpResponse:
    """Object to one's own published result."""
    rows = Settlement.objects.visible_to(request.user).shown().select_related("branch")
    settlement = get_object_or_404(rows, branch__code=code, quarter=quarter)
    own = Member.objects.visible_to(request.user).filter(user=request.user)
    member = get_object_or_404(own)
    entries = Entry.objects.visible_to(request.user).filter(member=member).of_quarter(quarter)
    form = ObjectionForm(
        request.POST or None,
        entries=entries.with_records(),
        initial={"entry": request.GET.get("entry")},
    )
    if form.is_valid():
        try:
            services.raise_objection(
                settlement=settlement,
                member=member,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ObjectionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "异议已提出，支委会答复后会通知你。")
            return redirect(f"{reverse('assessment:mine')}?period={quarter}")
    context = {"form": form, "settlement": settlement, "quarter": Period.parse(quarter)}
    return render(request, "assessment/raise_objection.html", context)


@require_http_methods(["GET", "POST"])
def objection(request: UserRequest, pk: int) -> HttpResponse:
    """Read it; whoever may, answers it; the member takes it back."""
    seen = Objection.objects.visible_to(request.user)
    shown = get_object_or_404(seen.with_records(), pk=pk)
    own = seen.withdrawable_by(request.user).filter(pk=pk)
    if "withdraw" in request.POST:
        return _withdrawn(request, get_object_or_404(own))
    answerable = seen.answerable_by(request.user).filter(pk=pk)
    if request.method == "POST":
        get_object_or_404(answerable)
    form = _answer_form(request, shown) if answerable.exists() else None
    if form is not None and form.is_valid() and _answered(request, shown, form):
        return redirect(shown.settlement)
    context = {"objection": shown, "form": form, "own": own.exists()}
    context["quarter"] = Period.parse(shown.settlement.quarter)
    return render(request, "assessment/objection.html", context)


def _withdrawn(request: UserRequest, objection: Objection) -> HttpResponse:
    try:
        services.withdraw(objection=objection, by=request.user, now=timezone.now())
    except ObjectionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:objection", objection.pk)
    messages.success(request, "异议已撤回，公示期内可以重新提出。")
    return redirect(f"{reverse('assessment:mine')}?period={objection.settlement.quarter}")


def _answer_form(request: UserRequest, shown: Objection) -> AnswerForm:
    about = shown.entry
    deducted = about is not None and about.points < 0
    initial = {"rule": about.rule_id, "points": -about.points} if about and deducted else {}
    rules = shown.settlement.rule_set.rules.all()
    return AnswerForm(request.POST or None, rules=rules, initial=initial)


def _answered(request: UserRequest, shown: Objection, form: AnswerForm) -> bool:
    given = form.cleaned_data
    common = {
        "objection": shown,
        "answer": given["answer"],
        "by": request.user,
        "now": timezone.now(),
    }
    try:
        if not given["upheld"]:
            services.reject(**common)
        elif given["points"]:
            correction = services.Correction(given["rule"], given["points"])
            services.uphold(correction=correction, **common)
        else:
            services.uphold(**common)
    except ObjectionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "已答复，本人会收到通知。")
    return True
