"""Where a member is settled, for pages about one member."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.prepared import Prepared
from assessment.models import Settlement
from branches.models import Branch
from members.choices import MembershipKind
from members.models import Member, Membership


def settled_branch(member: Member, day: date) -> Branch | None:
    """The branch of the relation on ``day``, else the latest: as `roster.settled_on`. One query."""
    held = Membership.objects.on(day).filter(member=member).select_related("branch__unit")
    best = max(held, key=_rank, default=None)
    return best.branch if best else None


def settlement_of(member: Member, quarter: str, day: date) -> Settlement | None:
    """The settlement of the branch where the member is settled, if it was opened.

    One query for who has the relation with one branch; a second for mere guests.
    """
    rows = list(_OPENED.instances(member=member.pk, quarter=quarter, day=day))
    for row in reversed(rows):
        if row.relation == MembershipKind.FULL:
            return row
    home = settled_branch(member, day) if rows else None
    return next((row for row in rows if row.branch == home), None)


def _opened(member: int, quarter: str, day: date) -> QuerySet[Settlement]:
    """Of the branches of all relations on ``day``; ``relation`` is the kind of each."""
    belongs = Q(branch__memberships__until=None) | Q(branch__memberships__until__gte=day)
    return (
        Settlement.objects.of_quarter(quarter)
        .filter(belongs, branch__memberships__since__lte=day, branch__memberships__member=member)
        .annotate(relation=F("branch__memberships__kind"))
        .select_related("branch", "rule_set")
        .order_by("branch__memberships__pk")
    )


_OPENED: Prepared[Any] = Prepared(_opened)


def _rank(membership: Membership) -> tuple[bool, int]:
    return membership.kind == MembershipKind.FULL, membership.pk
