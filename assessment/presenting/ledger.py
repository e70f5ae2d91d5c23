"""A member's lines with the records that they come from, read in one query of few columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.prepared import Prepared
from assessment.models import Entry, Rule
from assessment.scoring import RuleScore
from assessment.wording import plain
from members.models import Member


class Row(NamedTuple):
    """A line of the ledger and what its record is called."""

    rule_id: int
    points: Decimal
    occurred_on: date
    reason: str
    created_at: datetime
    meeting_id: int | None
    meeting_title: str | None
    claim_id: int | None
    claim_reason: str | None
    decision_year: int | None
    decision_number: int | None
    decision_text: str | None
    decided_at_id: int | None

    @property
    def text(self) -> str:
        """The record by name."""
        if self.claim_reason is not None:
            return self.claim_reason
        if self.decision_text is not None:
            return f"〔{self.decision_year}〕{self.decision_number}号：{self.decision_text}"
        return self.meeting_title or self.reason

    @property
    def url(self) -> str:
        """The page of the record."""
        if self.claim_id is not None:
            return reverse("assessment:claim", args=[self.claim_id])
        meeting = self.meeting_id or self.decided_at_id
        return reverse("meetings:meeting", args=[meeting]) if meeting else ""


COLUMNS = (
    "rule_id",
    "points",
    "occurred_on",
    "reason",
    "created_at",
    "meeting_id",
    "meeting__title",
    "claim_id",
    "claim__reason",
    "decision__year",
    "decision__number",
    "decision__text",
    "decision__item__meeting_id",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as components/ledger_group.html takes it."""

    day: date
    text: str
    url: str
    note: str
    points: Decimal
    entered: date | None  # where it was written lately, on another day


@dataclass(frozen=True, slots=True)
class Group:
    """All lines under one rule, and what the cap leaves of them."""

    name: str
    basis: str
    sum: Decimal
    cap: str | None
    entries: list[Line]
    uncounted: str  # what is above the cap, or nothing


def rows_of(member: Member, quarter: str) -> list[Row]:
    """The lines of a quarter, the latest first."""
    return [Row(*row) for row in _ROWS.rows(member=member.pk, quarter=quarter)]


_ROWS = Prepared(
    lambda member, quarter: (
        Entry.objects.filter(member=member)
        .of_quarter(quarter)
        .order_by("-occurred_on", "-pk")
        .values_list(*COLUMNS)
    )
)


def group(rule: Rule, rows: Sequence[Row], counted: RuleScore, since: datetime) -> Group:
    """``rows`` under ``rule``, with what ``counted`` of them; new are those from ``since`` on."""
    above = Decimal(0) if rule.is_veto else abs(counted.points - counted.counted)
    return Group(
        name=rule.name,
        basis=rule.source,
        sum=counted.points,
        cap=None if rule.cap is None else plain(rule.cap),
        entries=[_line(row, since) for row in rows],
        uncounted=plain(above) if above else "",
    )


def _line(row: Row, since: datetime) -> Line:
    note = "" if row.reason == row.text else row.reason
    written = timezone.localdate(row.created_at)
    is_told = row.created_at >= since and written != row.occurred_on
    entered = written if is_told else None
    return Line(row.occurred_on, row.text, row.url, note, row.points, entered)
