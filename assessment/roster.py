"""Which branches settle a quarter, and who at which: by the relation on its last day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from assessment.models import RuleSet, Settlement
from assessment.spans import Span
from branches.models import Branch, Unit
from branches.models.branch import BranchQuerySet
from members.choices import PARTY_STAGES, MembershipKind
from members.models import Membership


def settled_on(branches: QuerySet[Any], day: date) -> QuerySet[Membership]:
    """The memberships of ``branches`` by which Party members are settled on ``day``.

    Whoever belongs to two branches (attached to one while the relation is with another) is settled
    where the relation is; among equals, where the latest membership is.
    """
    mine = ExpressionWrapper(OuterRef("kind"), output_field=CharField())
    relation, later = Q(kind=MembershipKind.FULL), Q(pk__gt=OuterRef("pk"))
    mere_guest = ~Q(mine=MembershipKind.FULL)
    better = (
        Membership.objects.on(day)
        .annotate(mine=mine)
        .filter(member=OuterRef("member"))
        .filter((relation & mere_guest) | (later & (relation | mere_guest)))
    )
    return (
        Membership.objects.on(day)
        .filter(~Exists(better), branch__in=branches, member__stage__in=PARTY_STAGES)
        .order_by()
    )


def counted_branches(
    span: Span, *, unit: Unit | None = None, branches: BranchQuerySet | None = None
) -> BranchQuerySet:
    """The branches that settle the quarter: those that hold meetings and exist on its last day."""
    chosen = Branch.objects.all() if branches is None else branches
    if unit is not None:
        chosen = chosen.under(unit)
    return chosen.holding_meetings().existing_on(span.settling_day).order_by()


def branches_of(
    quarter: str, rule_set: RuleSet, settlements: QuerySet[Settlement]
) -> BranchQuerySet:
    """The branches of those ``settlements`` that ``rule_set`` measures."""
    return Branch.objects.filter(pk__in=settlements.filter(rule_set=rule_set).values("branch"))
