"""Where a member is settled, for pages about one member."""

from __future__ import annotations

from datetime import date

from branches.models import Branch
from members.choices import MembershipKind
from members.models import Member, Membership


def settled_branch(member: Member, day: date) -> Branch | None:
    """The branch of the relation on ``day``, else the latest: as `roster.settled_on`. One query."""
    held = Membership.objects.on(day).filter(member=member).select_related("branch__unit")
    best = max(held, key=_rank, default=None)
    return best.branch if best else None


def _rank(membership: Membership) -> tuple[bool, int]:
    return membership.kind == MembershipKind.FULL, membership.pk
