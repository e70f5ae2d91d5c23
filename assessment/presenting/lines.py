"""A branch's quarter as plain lines: live for who reads its records, else as it was published."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from assessment import totals
from assessment.models import Standing
from assessment.spans import Span
from branches.models.branch import BranchQuerySet


@dataclass(frozen=True, slots=True)
class Line:
    """A member and what the quarter comes to."""

    member_id: int
    name: str
    total: Decimal
    band: str
    vetoed: bool


def lines_for(user: User, here: BranchQuerySet, span: Span) -> list[Line]:
    """What ``user`` may read of the branch ``here``, by name. At most three queries.

    Live totals for who oversees the branch; else what was published; else the own line only.
    """
    if here.overseen_by(user).exists():
        return [_line(one) for one in totals.of_members(here, span)]
    shown = (
        Standing.objects.visible_to(user)
        .published()
        .filter(settlement__branch__in=here, settlement__quarter=str(span.quarter))
    )
    rows = shown.select_related("member").order_by("member__name_pinyin", "member_id")
    published = [
        Line(row.member_id, row.member.name, row.total, row.band, row.vetoed) for row in rows
    ]
    if published:
        return published
    own = getattr(user, "member", None)
    if own is None:
        return []
    return [_line(one) for one in totals.of_members(here, span) if one.member_id == own.pk]


def _line(one: Any) -> Line:
    return Line(one.member_id, one.name, one.total, one.band, one.vetoed)
