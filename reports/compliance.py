"""Who owes which meetings, who has held them: facts of the database put through the pure rules.

The one place that answers it. Board, homes, branch page, command and documents all ask here, so
that the same question has the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from accounts.models import User
from branches import setup
from branches.models import Provision
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from branches.services.provisions import RuleBook, rule_book
from meetings.cadence import (
    CODES,
    Board,
    BranchFacts,
    Cadence,
    Cell,
    Summary,
    summarise,
)
from meetings.choices import MeetingKind
from reports import facts
from reports.facts import BranchLine, Counts

NONE: frozenset[str] = frozenset()


class Row(NamedTuple):
    """One branch of a board. ``late`` counts what fell due in the board's own period.

    ``not_held`` are the kinds of overdue cells for which the branch has recorded why nothing took
    place: still owed, but explained.
    """

    branch: BranchLine
    cells: tuple[Cell, ...]
    late: int
    not_held: frozenset[str]

    def cell(self, kind: str) -> Cell | None:
        """The cell of that kind; none where a unit does not ask for it."""
        return next((cell for cell in self.cells if cell.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Compliance:
    """The branches of a board in one period, as of ``today``, in the order of the tree."""

    period: Period
    today: date
    kinds: tuple[str, ...]
    rows: list[Row]
    provisions: Mapping[str, Provision] = field(repr=False)

    @property
    def summary(self) -> Summary:
        """The sums over all rows: of each cell that falls due in the period, once."""
        return summary_of(self.rows)

    @property
    def explained(self) -> int:
        """How many of the overdue meetings were recorded as not held, with the reason."""
        return sum(
            cell.late
            for row in self.rows
            if row.not_held
            for cell in row.cells
            if cell.falls_due and cell.kind in row.not_held
        )


def summary_of(rows: Iterable[Row]) -> Summary:
    """The four numbers of some rows of a board."""
    return summarise((row.branch.pk, row.cells) for row in rows)


def compliance_of(
    branches: BranchQuerySet, *, period: Period, today: date, as_of: datetime | None = None
) -> Compliance:
    """How ``branches`` stand in ``period`` as of ``today``. Four queries, however many they are.

    With ``as_of``, meetings count as they stood on record at that moment (for documents).

    Those that hold no meetings of a branch (committees, general branches) and those that do not
    exist in the period are left out. The numbers of regulations are those of the period's last day,
    or of today while it runs.
    """
    return _compliance(facts.branch_lines(branches, period), period, today, as_of)


def compliance_below(user: User, path: str, *, period: Period, today: date) -> Compliance:
    """The same of the branches that ``user`` sees on or below the unit at ``path`` (all: "")."""
    return _compliance(facts.lines_below(user, path, period), period, today)


def _compliance(
    lines: list[BranchLine], period: Period, today: date, as_of: datetime | None = None
) -> Compliance:
    day = min(today, period.ends)
    book = rule_book(codes=(*CODES, *setup.CODES), day=day)
    shares = _shares(lines, book, period, today)
    return Compliance(
        period=period,
        today=today,
        kinds=_kinds(shares),
        rows=_rows(shares, day, as_of),
        provisions=book.at(lines[0].path if lines else ""),
    )


class _Share(NamedTuple):
    """The branches that one board judges."""

    board: Board
    lines: list[BranchLine]


def _shares(lines: list[BranchLine], book: RuleBook, period: Period, today: date) -> list[_Share]:
    """One board per distinct cadence. Units that override nothing share one set of numbers."""
    by_numbers: dict[int, tuple[Mapping[str, Provision], list[BranchLine]]] = {}
    for line in lines:
        numbers = book.at(line.path)
        by_numbers.setdefault(id(numbers), (numbers, []))[1].append(line)
    shares: dict[Cadence, _Share] = {}
    for numbers, some in by_numbers.values():
        cadence = Cadence.from_numbers(numbers)
        share = shares.setdefault(cadence, _Share(Board(cadence, period, today), []))
        share.lines.extend(some)
    return list(shares.values())


def _kinds(shares: list[_Share]) -> tuple[str, ...]:
    """All kinds that anybody owes, in the order in which meetings are named everywhere."""
    owed = {need.kind for share in shares for need in share.board.cadence.requirements}
    return tuple(kind.value for kind in MeetingKind if kind.value in owed)


def _rows(shares: list[_Share], day: date, as_of: datetime | None) -> list[Row]:
    if not shares:
        return []
    counted = facts.counts(
        ((share.board, [line.pk for line in share.lines]) for share in shares), as_of
    )
    known = facts.branch_facts(
        [line for share in shares for line in share.lines],
        day=day,
        first=min(share.board.begins for share in shares),
        last=max(share.board.ends for share in shares),
    )
    rows = [row for share in shares for row in _judged(share, known, counted)]
    return rows if len(shares) == 1 else sorted(rows, key=lambda row: row.branch.path)


def _judged(share: _Share, known: dict[int, BranchFacts], counted: Counts) -> Iterator[Row]:
    judged = share.board.rows([(line.pk, known[line.pk]) for line in share.lines], counted.tallies)
    for line, (pk, cells) in zip(share.lines, judged, strict=True):
        late = sum([cell.late for cell in cells if cell.falls_due])
        yield Row(line, cells, late, _explained(share.board, pk, cells, counted) if late else NONE)


def _explained(board: Board, pk: int, cells: tuple[Cell, ...], counted: Counts) -> frozenset[str]:
    """The kinds that are overdue, and for which every gap has a record of why it was not held."""
    return frozenset(
        cell.kind
        for cell in cells
        for noted in [counted.not_held.get((pk, cell.kind))]
        if noted
        and cell.overdue
        and {board.windows[cell.kind].index(slot) for slot in cell.missing} <= noted
    )
