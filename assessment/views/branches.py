"""A branch's points: for its committee as they stand, for its members once published."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from assessment import totals
from assessment.models import Claim, Objection, Settlement, Standing
from assessment.presenting import branch as presenting
from assessment.presenting.quarters import quarter_in, switcher
from assessment.spans import Span
from branches.models import Branch
from branches.models.branch import BranchQuerySet


@require_safe
def branch(request: UserRequest, code: str) -> HttpResponse:
    """Members by band, open claims and objections of a quarter."""
    today = timezone.localdate()
    quarter = quarter_in(request.GET, today)
    here: BranchQuerySet = Branch.objects.visible_to(request.user).filter(code=code)
    shown = get_object_or_404(here)
    overseen = here.overseen_by(request.user).exists()
    settlement = _settlement(request, shown, str(quarter))
    context = {
        "branch": shown,
        "quarter": quarter,
        "settlement": settlement,
        "overseen": overseen,
        "period": switcher(request.GET, quarter, today),
        "claims": Claim.objects.visible_to(request.user).waiting_at(shown, str(quarter)),
        "objections": Objection.objects.visible_to(request.user).waiting_at(shown, str(quarter)),
    }
    if settlement is not None:
        if overseen:
            places = presenting.live(totals.of_members(here, Span(quarter, today)))
        else:
            places = presenting.published(
                Standing.objects.visible_to(request.user).of_settlement(settlement)
            )
        context["bands"] = presenting.by_band(settlement.rule_set, places)
    return render(request, "assessment/branch.html", context)


def _settlement(request: UserRequest, branch: Branch, quarter: str) -> Settlement | None:
    found = Settlement.objects.visible_to(request.user).of_quarter(quarter).filter(branch=branch)
    return found.select_related("rule_set", "branch").first()
