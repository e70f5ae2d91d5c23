"""Rule sets: for everyone to read, for offices to copy, edit, try out and put in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from assessment.choices import RuleSetState
from assessment.forms.rules import CopyForm, EnactForm, RuleForm, TermsForm
from assessment.models import Rule, RuleSet
from assessment.presenting.quarters import quarter_in, switcher
from assessment.refusals import RuleSetRefused
from assessment.services import drafting
from branches.models import Unit

SHOWN_AT_ONCE = 200


@require_safe
def rules(request: UserRequest) -> HttpResponse:
    """All versions that one may read, drafts first."""
    seen = RuleSet.objects.visible_to(request.user).select_related("unit", "enacted_by")
    own = RuleSet.objects.manageable_by(request.user).values_list("pk", flat=True)
    context = {
        "in_force": seen.filter(state=RuleSetState.IN_FORCE),
        "drafts": seen.filter(state=RuleSetState.DRAFT, pk__in=own),
        "retired": seen.filter(state=RuleSetState.RETIRED),
    }
    return render(request, "assessment/rules.html", context)


@require_safe
def rule_set(request: UserRequest, pk: int) -> HttpResponse:
    """The rules with their sources; a draft with its tools."""
    return _page(request, pk, EnactForm(now=timezone.now()))


def _page(request: UserRequest, pk: int, enact_form: EnactForm) -> HttpResponse:
    seen = RuleSet.objects.visible_to(request.user).readable_by(request.user)
    shown = get_object_or_404(seen.with_rules(), pk=pk)
    units = Unit.objects.manageable_by(request.user)
    context = {
        "rule_set": shown,
        "editable": _drafts(request).filter(pk=pk).exists(),
        "copy_form": CopyForm(units=units) if units.exists() else None,
        "enact_form": enact_form,
    }
    return render(request, "assessment/rule_set.html", context)


@require_POST
def copy(request: UserRequest, pk: int) -> HttpResponse:
    """A draft of one's own unit."""
    seen = RuleSet.objects.visible_to(request.user).readable_by(request.user)
    source = get_object_or_404(seen, pk=pk)
    form = CopyForm(request.POST, units=Unit.objects.manageable_by(request.user))
    if not form.is_valid():
        get_object_or_404(Unit.objects.manageable_by(request.user), pk=None)
    draft = drafting.copy_rule_set(source=source, unit=form.cleaned_data["unit"])
    return redirect("assessment:rule_set", pk=draft.pk)


@require_http_methods(["GET", "POST"])
def terms(request: UserRequest, pk: int) -> HttpResponse:
    """Numbers and bands of a draft."""
    draft = get_object_or_404(_drafts(request), pk=pk)
    form = TermsForm(request.POST or None, instance=draft)
    if form.is_valid():
        change = _refusable(form, drafting.change_terms, rule_set=draft, **form.cleaned_data)
        if change:
            return redirect("assessment:rule_set", pk=pk)
    return render(request, "assessment/rule_form.html", {"form": form, "rule_set": draft})


@require_http_methods(["GET", "POST"])
def add_rule(request: UserRequest, pk: int) -> HttpResponse:
    """A rule for claims, or a veto."""
    draft = get_object_or_404(_drafts(request), pk=pk)
    form = RuleForm(request.POST or None, instance=Rule(rule_set=draft))
    if form.is_valid() and _refusable(
        form, drafting.save_rule, rule_set=draft, **form.cleaned_data
    ):
        return redirect("assessment:rule_set", pk=pk)
    return render(request, "assessment/rule_form.html", {"form": form, "rule_set": draft})


@require_http_methods(["GET", "POST"])
def edit_rule(request: UserRequest, pk: int, rule: int) -> HttpResponse:
    """A rule of a draft."""
    draft = get_object_or_404(_drafts(request), pk=pk)
    chosen = get_object_or_404(draft.rules.all(), pk=rule)
    form = RuleForm(request.POST or None, instance=chosen)
    if form.is_valid() and _refusable(
        form, drafting.save_rule, rule_set=draft, rule=chosen, **form.cleaned_data
    ):
        return redirect("assessment:rule_set", pk=pk)
    context = {"form": form, "rule_set": draft, "rule": chosen}
    return render(request, "assessment/rule_form.html", context)


@require_POST
def remove_rule(request: UserRequest, pk: int, rule: int) -> HttpResponse:
    """Take a rule out of a draft."""
    draft = get_object_or_404(_drafts(request), pk=pk)
    drafting.remove_rule(rule=get_object_or_404(draft.rules.all(), pk=rule))
    return redirect("assessment:rule_set", pk=pk)


@require_safe
def simulate(request: UserRequest, pk: int) -> HttpResponse:
    """Who would stand otherwise, by name, had the draft measured a quarter."""
    own = RuleSet.objects.manageable_by(request.user).with_rules()
    shown = get_object_or_404(own, pk=pk)
    today = timezone.localdate()
    quarter = quarter_in(request.GET, today)
    shifts = drafting.simulate(rule_set=shown, quarter=str(quarter), now=timezone.now())
    context = {
        "rule_set": shown,
        "quarter": quarter,
        "count": len(shifts),
        "shifts": shifts[:SHOWN_AT_ONCE],
        "rebanded": sum(shift.band_before != shift.band_after for shift in shifts),
        "period": switcher(request.GET, quarter, today),
    }
    return render(request, "assessment/simulate.html", context)


@require_POST
def enact(request: UserRequest, pk: int) -> HttpResponse:
    """Put a draft in force."""
    draft, now = get_object_or_404(_drafts(request), pk=pk), timezone.now()
    form = EnactForm(request.POST, now=now)
    if form.is_valid() and _refusable(
        form, drafting.enact, rule_set=draft, by=request.user, now=now, **form.cleaned_data
    ):
        return redirect("assessment:rule_set", pk=pk)
    return _page(request, pk, form)


@require_POST
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    drafting.discard(rule_set=get_object_or_404(_drafts(request), pk=pk))
    return redirect("assessment:rules")


def _drafts(request: UserRequest) -> Any:
    return RuleSet.objects.manageable_by(request.user).filter(state=RuleSetState.DRAFT)


def _refusable(form: Any, verb: Callable[..., Any], **given: Any) -> bool:
    """Do it; a refusal goes to the form."""
    try:
        verb(**given)
    except RuleSetRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
