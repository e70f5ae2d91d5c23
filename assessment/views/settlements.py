"""Settlements: one branch's on its way, and all of a unit for the office."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from assessment import computing
from assessment.forms.claims import ReasonForm
from assessment.models import Settlement
from assessment.models.settlement import SettlementQuerySet
from assessment.presenting import overview
from assessment.presenting.quarters import quarter_in, switcher
from assessment.presenting.settlement import LABELS, VERBS, next_action, stepper, timeline
from assessment.refusals import SettlementRefused
from assessment.services import settling
from assessment.spans import Span
from branches.models import Branch, Unit
from branches.periods import Period

A_PAGE = 25


@require_safe
def settlements(request: UserRequest) -> HttpResponse:
    """Where the quarter stands below one's units: exceptions first, then every next level."""
    today = timezone.localdate()
    quarter = quarter_in(request.GET, today)
    unit = _unit(request)
    branches = Branch.objects.visible_to(request.user).overseen_by(request.user)
    found = overview.Overview(branches, quarter, today, unit)
    if request.GET.get("state") in overview.WORDS:
        return _listed(request, found)
    rows = Settlement.objects.visible_to(request.user).overseen_by(request.user)
    exceptions = overview.exceptions(rows, quarter, today, unit)
    context = {
        "found": found,
        "unit": unit,
        "quarter": quarter,
        "page": Paginator(exceptions, A_PAGE).get_page(request.GET.get("page")),
        "actions": overview.bulk_actions(_settleable(request, unit), quarter, today),
        "period": switcher(request.GET, quarter, today),
    }
    return render(request, "assessment/settlements.html", context)


def _listed(request: UserRequest, found: overview.Overview) -> HttpResponse:
    """The branches behind a figure of the table."""
    state = request.GET["state"]
    rows = found.listed(state, own="own" in request.GET)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": found.unit,
        "quarter": found.quarter,
        "label": overview.WORDS[state],
        "page": page,
        "rows": [(row, overview.WORDS[row.stands]) for row in page],
    }
    return render(request, "assessment/settlements_listed.html", context)


@require_POST
def settle_all(request: UserRequest, quarter: str, verb: str) -> HttpResponse:
    """Take along all that are ready below a unit."""
    unit = _unit(request)
    chosen = _settleable(request, unit, verb).filter(quarter=quarter)
    if verb not in VERBS or not chosen.exists():
        raise Http404
    try:
        moved = VERBS[verb](settlements=chosen, by=request.user, now=timezone.now())
    except SettlementRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{LABELS[verb]}了 {moved} 个支部。")
    query = f"&unit={unit.code}" if unit else ""
    return redirect(f"{reverse('assessment:settlements')}?period={quarter}{query}")


@require_safe
def settlement(request: UserRequest, code: str, quarter: str) -> HttpResponse:
    """The stepper, who did what when, and what computing again would change."""
    return _page(request, code, quarter, ReasonForm())


def _page(request: UserRequest, code: str, quarter: str, reopen_form: ReasonForm) -> HttpResponse:
    mine = Settlement.objects.visible_to(request.user).overseen_by(request.user)
    shown = _one(mine, code, quarter)
    steps = list(shown.steps.select_related("by"))
    now = timezone.now()
    action = next_action(shown, now)
    same = mine.filter(pk=shown.pk)
    context = {
        "settlement": shown,
        "branch": shown.branch,
        "quarter": Period.parse(quarter),
        "steps": stepper(shown, steps),
        "events": timeline(steps),
        "changes": _changes(shown, request),
        "action": action if action and _may(same, request, action.verb).exists() else None,
        "reopen_form": reopen_form,
        "may_reopen": shown.is_shown and same.lockable_by(request.user).exists(),
        "objections": shown.objections.select_related("member", "answered_by"),
    }
    return render(request, "assessment/settlement.html", context)


@require_POST
def settle(request: UserRequest, code: str, quarter: str, verb: str) -> HttpResponse:
    """Do the next step for one branch."""
    if verb not in VERBS:
        raise Http404
    mine = _may(Settlement.objects.visible_to(request.user), request, verb)
    chosen = _one(mine, code, quarter)
    try:
        settling.one(verb=VERBS[verb], settlement=chosen, by=request.user, now=timezone.now())
    except SettlementRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(chosen)


@require_POST
def reopen(request: UserRequest, code: str, quarter: str) -> HttpResponse:
    """Take it back to computed, for a reason. Refused, the reason stays."""
    mine = Settlement.objects.visible_to(request.user).lockable_by(request.user)
    chosen = _one(mine, code, quarter)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            settling.reopen(
                settlement=chosen, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except SettlementRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return redirect(chosen)
    return _page(request, code, quarter, form)


def _one(mine: SettlementQuerySet, code: str, quarter: str) -> Settlement:
    rows = mine.select_related("branch__unit", "rule_set")
    return get_object_or_404(rows, branch__code=code, quarter=quarter)


def _may(rows: SettlementQuerySet, request: UserRequest, verb: str) -> SettlementQuerySet:
    """Locking is the office's; the rest also the branch's own committee's."""
    if verb == "lock":
        return rows.lockable_by(request.user)
    return rows.settleable_by(request.user)


def _settleable(request: UserRequest, unit: Unit | None, verb: str = "lock") -> SettlementQuerySet:
    """What the office settles together below ``unit``."""
    rows = Settlement.objects.visible_to(request.user).lockable_by(request.user)
    return rows.filter(branch__unit__path__startswith=unit.path) if unit else rows


def _changes(settlement: Settlement, request: UserRequest) -> list[computing.Change]:
    here = Branch.objects.visible_to(request.user).filter(pk=settlement.branch_id)
    span = Span(Period.parse(settlement.quarter), timezone.localdate())
    return computing.pending(settlement.rule_set, here, span)


def _unit(request: UserRequest) -> Unit | None:
    """The unit that was chosen, among those one sees."""
    code = request.GET.get("unit") or request.POST.get("unit")
    if not code:
        return None
    return get_object_or_404(Unit.objects.visible_to(request.user), code=code)
