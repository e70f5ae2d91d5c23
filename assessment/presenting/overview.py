"""Where a quarter's settlement stands below a unit: counts by level, exceptions first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr

from assessment.choices import ClaimState, ObjectionState, SettlementState
from assessment.models import Claim, Objection
from assessment.models.settlement import SettlementQuerySet
from branches.models import Unit
from branches.models.branch import BranchQuerySet
from branches.paths import STEP, just_below
from branches.periods import Period

NOT_YET = "none"
EVERY = "all"  # asks for the branches whatever their state
COLUMNS = [
    (NOT_YET, "未计分"),
    (SettlementState.OPEN, "积分中"),
    (SettlementState.COMPUTED, "已计算"),
    (SettlementState.PUBLISHED, "公示中"),
    (SettlementState.CONFIRMED, "已确认"),
    (SettlementState.LOCKED, "已锁定"),
]
WORDS = dict(COLUMNS) | {EVERY: "全部支部"}


@dataclass(slots=True)
class Row:
    """A unit of the next level and how many of its branches stand where."""

    path: str
    name: str = ""
    code: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    is_above: bool = False  # holds only the branches of the unit itself, not of those below it

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def cells(self) -> list[tuple[str, str, int]]:
        return [(state, label, self.counts.get(state, 0)) for state, label in COLUMNS]

    @property
    def place(self) -> str:
        """Of its branches, in an address."""
        return urlencode({"unit": self.code} | ({"own": 1} if self.is_above else {}))


class Overview:
    """Counts of branches by state, for the units one level below the one chosen."""

    def __init__(
        self, branches: BranchQuerySet, quarter: Period, today: date, unit: Unit | None
    ) -> None:
        self.quarter, self.unit = quarter, unit
        below = branches.under(unit) if unit else branches
        self.branches = below.holding_meetings().existing_on(min(quarter.ends, today))

    @cached_property
    def level(self) -> int:
        """Length of the paths by which branches are gathered: one below what all have in common."""
        if self.unit is not None:
            return just_below(self.unit.path)
        ends = self.branches.aggregate(first=Min("unit__path"), last=Max("unit__path"))
        pairs = zip(ends["first"] or "", ends["last"] or "", strict=False)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        return shared // STEP * STEP + STEP

    @cached_property
    def rows(self) -> list[Row]:
        counted = (
            self._standing.order_by()
            .annotate(gathered=Substr("unit__path", 1, self.level))
            .values_list("gathered", "stands")
            .annotate(count=Count("pk"))
        )
        rows: dict[str, Row] = {}
        for path, state, count in counted:
            row = rows.setdefault(path, Row(path, is_above=len(path) < self.level))
            row.counts[state] = count
        for path, name, code in _names(rows):
            rows[path].name, rows[path].code = name, code
        return sorted(rows.values(), key=lambda row: row.path)

    @property
    def _standing(self) -> QuerySet[Any]:
        """With where each stands in the quarter."""
        return self.branches.annotate(
            of_quarter=FilteredRelation(
                "settlements", condition=Q(settlements__quarter=str(self.quarter))
            ),
            stands=Coalesce(F("of_quarter__state"), Value(NOT_YET)),
            until=F("of_quarter__objections_until"),
        )

    def listed(self, state: str, *, own: bool = False) -> QuerySet[Any]:
        """The branches behind a figure; ``own``: of the unit itself, not of those below it."""
        rows = self._standing.select_related("unit").order_by("unit__path", "pk")
        if own and self.unit is not None:
            rows = rows.filter(unit=self.unit)
        return rows if state == EVERY else rows.filter(stands=state)

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """``共 59 个支部：积分中 19 个，已计算 40 个``, without what is nought."""
        return [cell for cell in self.sum.cells if cell[2]]

    @cached_property
    def sum(self) -> Row:
        total = Row("", "合计")
        for row in self.rows:
            for state, count in row.counts.items():
                total.counts[state] = total.counts.get(state, 0) + count
        return total


def exceptions(
    settlements: SettlementQuerySet, quarter: Period, today: date, unit: Unit | None
) -> SettlementQuerySet:
    """What stands in somebody's way, the worst first: objections, claims, days that are over."""
    rows = settlements.of_quarter(str(quarter))
    if unit is not None:
        rows = rows.filter(branch__unit__path__startswith=unit.path)
    urgency = [
        When(objecting__gt=0, then=0),
        When(state=SettlementState.PUBLISHED, objections_until__lt=today, then=1),
        When(claiming__gt=0, then=2),
    ]
    if today > quarter.ends:
        urgency.append(When(state=SettlementState.OPEN, then=3))
    return (
        rows.annotate(
            objecting=_count(
                Objection.objects.filter(
                    settlement=OuterRef("pk"), state=ObjectionState.WAITING
                ).values("settlement")
            ),
            claiming=_count(
                Claim.objects.filter(
                    branch=OuterRef("branch"),
                    quarter=OuterRef("quarter"),
                    state=ClaimState.WAITING,
                ).values("branch")
            ),
            urgency=Case(*urgency, default=9, output_field=IntegerField()),
        )
        .filter(urgency__lt=9)
        .select_related("branch__unit")
        .order_by("urgency", "branch__unit__path", "branch_id")
    )


def bulk_actions(
    settlements: SettlementQuerySet, quarter: Period, today: date
) -> list[dict[str, Any]]:
    """The verbs that the office may do to all that are ready, with how many that are."""
    rows = settlements.of_quarter(str(quarter))
    counts = rows.aggregate(
        compute=Count("pk", filter=Q(state=SettlementState.OPEN)),
        lock=Count("pk", filter=Q(state=SettlementState.CONFIRMED)),
    )
    counts["compute"] = counts["compute"] if today > quarter.ends else 0
    ready = {
        "compute": counts["compute"],
        "publish": rows.publishable().count(),
        "confirm": rows.confirmable(today).count(),
        "lock": counts["lock"],
    }
    labels = {"compute": "计算", "publish": "公示", "confirm": "确认", "lock": "锁定"}
    return [
        {"verb": verb, "label": labels[verb], "count": count}
        for verb, count in ready.items()
        if count
    ]


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _names(rows: dict[str, Row]) -> Any:
    return Unit.objects.filter(path__in=rows).values_list("path", "name", "code")
