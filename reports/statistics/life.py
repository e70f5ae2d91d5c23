"""Organisation life: owed, entered and overdue, as the board counts; and records entered late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import User
from meetings.cadence import Cell, summarise
from meetings.choices import MeetingKind
from meetings.models import Credit, Meeting
from meetings.models.meeting import MeetingQuerySet
from reports import wording
from reports.compliance import Row
from reports.statistics.as_of import entered_at
from reports.statistics.base import (
    EACH,
    Breakdown,
    Column,
    Field,
    Line,
    Listed,
    Rate,
    Source,
    Statistic,
)
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

OWED, ENTERED, LATE = 0, 1, 2
BASIS = (
    "BR-11.frequency", "BR-12.frequency", "BR-13.frequency", "UR.party_lecture",
    "BR-16.theme_day", "BR-17.frequency", "BR-18.frequency",
)  # fmt: skip
COUNTED = "与落实情况同一口径，记录以截至时间的状态为准：" + wording.ENTERED
ON_TIME, BELATED = "on_time", "late"


def links(user: User, keys: Collection[Any]) -> Mapping[Any, str]:
    """To what stands behind the cell: the key is branch, kind and period. The place of the
    question is the user's own, and so are its branches."""
    return {
        key: f"{reverse('reports:cell', args=key.split(' ')[:2])}?period={key.split(' ')[2]}"
        for key in keys
    }


def branch_links(user: User, keys: Collection[Any]) -> Mapping[Any, str]:
    """To the branches, of which the same is true."""
    return {code: reverse("reports:branch", args=[code]) for code in keys}


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of the board as a list: branch × kind with what is owed."""

    code: str = "life"
    name: str = "组织生活应开清单"
    headings: tuple[str, ...] = ("党支部", "类型", "应开", "已录入", "逾期", "情况")

    def listed(
        self,
        question: Question,
        chosen: Iterable[tuple[Row, Cell]],
        column: int | None = None,
    ) -> Listed:
        """A cell may be owed more than once: the numbers of its column add up, not the rows."""
        rows = [
            (
                f"{row.branch.code} {cell.kind} {question.period}",
                row.branch.name,
                MeetingKind(cell.kind).label,
                cell.owed,
                cell.owed - cell.shortfall,
                cell.late,
                cell.reason,
            )
            for row, cell in chosen
        ]
        adds = None if column is None else self.headings.index("应开") + column
        return Listed(self.headings, rows, (None,) * len(self.headings), links, adds)

    def sheet(self, question: Question, statistics: Iterable[Statistic]) -> Listed:
        return self.listed(question, cells(question))


def cells(question: Question, *, kind: str = "", branch: str = "") -> Iterator[tuple[Row, Cell]]:
    """What falls due in the period, of one kind or one branch or all."""
    for row in question.compliance.rows:
        if branch and row.branch.code != branch:
            continue
        for cell in row.cells:
            if cell.falls_due and cell.owed and kind in ("", cell.kind):
                yield row, cell


def _numbers(found: Iterable[tuple[Row, Cell]]) -> tuple[int, int, int]:
    total = summarise((1, (cell,)) for _, cell in found)
    return total.owed, total.entered, total.overdue


CELLS = Cells()


@dataclass(frozen=True, kw_only=True)
class OfCells(Statistic):
    """Counted from the cells of the board."""

    source: Cells = CELLS
    noun: Noun = Noun.LIFE
    measure: str = "次"
    columns: tuple[Column, ...] = (
        Column("应开", tone="line-strong"),
        Column("已录入", tone="done"),
        Column("逾期", tone="late"),
    )
    shares: bool = False
    rates: tuple[Rate, ...] = (Rate("录入率", ENTERED, OWED),)
    one_each: bool = False  # a cell may be owed more than once
    basis: tuple[str, ...] = BASIS

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        chosen = (
            (row, cell)
            for row, cell in self._behind(question, key)
            if column == OWED
            or (column == ENTERED and cell.owed > cell.shortfall)
            or (column == LATE and cell.late)
        )
        return self.source.listed(question, chosen, column)

    def _behind(self, question: Question, key: str) -> Iterator[tuple[Row, Cell]]:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class ByKind(OfCells):
    def lines(self, question: Question) -> Iterable[Line]:
        for kind in question.compliance.kinds:
            numbers = _numbers(cells(question, kind=kind))
            if numbers[OWED]:
                yield Line(kind, MeetingKind(kind).label, numbers)

    def _behind(self, question: Question, key: str) -> Iterator[tuple[Row, Cell]]:
        return cells(question, kind=key)


@dataclass(frozen=True, kw_only=True)
class ByBranch(OfCells):
    """Only branches that are behind, or only those that are not."""

    behind: bool

    def lines(self, question: Question) -> Iterable[Line]:
        """The most overdue first, in the order of the tree among equals."""
        return sorted(self._lines(question), key=lambda line: -line.values[LATE])

    def _lines(self, question: Question) -> Iterator[Line]:
        for row in question.compliance.rows:
            found = list(cells(question, branch=row.branch.code))
            numbers = _numbers(found)
            if bool(numbers[LATE]) is self.behind and (
                self.behind or numbers[OWED] == numbers[ENTERED] > 0
            ):
                note = "、".join(
                    f"{wording.short(cell.kind)} {cell.late} 次" for _, cell in found if cell.late
                )
                yield Line(row.branch.code, row.branch.name, numbers, note)

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        """The cells; asked for each line, the branches themselves."""
        if key != EACH:
            return super().listed(question, key, column)
        rows = [(line.key, line.label, *line.values, line.note) for line in self.lines(question)]
        headings = ("党支部", *self.headings(question), "情况")
        return Listed(headings, rows, (None,) * len(headings), branch_links)

    def _behind(self, question: Question, key: str) -> Iterator[tuple[Row, Cell]]:
        if key:
            yield from cells(question, branch=key)
            return
        for line in self.lines(question):
            yield from cells(question, branch=line.key)


def meetings_of(question: Question) -> MeetingQuerySet:
    """Entered at the moment of the question, held in the period at branches of the place."""
    return entered_at(question.as_of).filter(
        held_on__range=(question.period.begins, question.day), branch__in=question.place.branches
    )


def meeting_links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    seen = Meeting.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {
        key: reverse("meetings:meeting", args=[key]) for key in seen.values_list("pk", flat=True)
    }


def first_kind(question: Question) -> Any:
    """The kind under which a list names the meeting; it may count under others too."""
    kinds = Credit.objects.filter(meeting=OuterRef("pk")).order_by("pk")
    return Subquery(kinds.values("kind")[:1])


MEETINGS = Source(
    code="meetings",
    name="会议清单",
    rows=meetings_of,
    fields=(
        Field("主题", "title"),
        Field("党支部", "branch__name"),
        Field("类型", first_kind, dict(MeetingKind.choices)),
        Field("日期", "held_on"),
        Field("应到", "expected"),
        Field("实到", "present"),
        Field("请假、执勤等", "excused"),
        Field("补录天数", "late_days"),
    ),
    order=("held_on", "pk"),
    links=meeting_links,
)


def _timeliness(question: Question) -> Any:
    return Case(When(late_days__gt=0, then=Value(BELATED)), default=Value(ON_TIME))


CATALOGUE: tuple[Statistic, ...] = (
    ByKind(code="life-by-kind", name="应开和已录入", definition=COUNTED, chart="bar"),
    ByBranch(
        code="life-behind",
        name="有逾期的支部",
        definition=COUNTED + wording.OVERDUE,
        behind=True,
        chart="",
    ),
    ByBranch(
        code="life-complete",
        name="全部按期完成的支部",
        definition=COUNTED + "本期到期的都已录入的支部。",
        behind=False,
        chart="",
    ),
    Breakdown(
        code="records-by-timeliness",
        name="录入是否及时",
        noun=Noun.LIFE,
        definition="本期召开、截至时间已上报的会议记录，按首次上报时是否超过规定天数。",
        source=MEETINGS,
        measure="份",
        columns=(Column("份数"),),
        by=_timeliness,
        labels=[(ON_TIME, "按时上报"), (BELATED, "补录")],
    ),
    Breakdown(
        code="meetings-by-month",
        name="各月会议",
        noun=Noun.LIFE,
        definition="本期召开、截至时间已上报的会议，一次会议计入几类的只计一次。",
        source=MEETINGS,
        measure="次",
        columns=(Column("次数"),),
        by=lambda question: Cast(F("held_on__month"), CharField()),
        labels=lambda question: [(str(m.number), m.label) for m in question.period.months],
        chart="bar",
    ),
)
