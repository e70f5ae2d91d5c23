"""Who owes which meetings, who has held them: facts of the database put through the pure rules.

The one place that answers it. Board, homes, branch page, command and documents all ask here, so
that the same question has the same answer everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from branches import setup
from branches.models import Provision
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from branches.scope import held_by
from branches.services.provisions import RuleBook, rule_book
from meetings.cadence import (
    CODES,
    Board,
    Cadence,
    Cell,
    Summary,
    summarise,
)
from meetings.choices import MeetingKind
from reports import facts
from reports.counting import Counting, Counts
from reports.facts import BranchLine, Known

MANY = 2000  # branches: more are a province's or the nation's, whose officers can do with minutes
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How branches stand that are alike in all that matters; judged once, shared by all of them.

    ``not_held`` are the kinds of overdue cells for which the branch has recorded why nothing took
    place: still owed, but explained. The numbers are of what falls due in the board's own period:
    meetings overdue, explained ones among them, still open though not late, and those of them whose
    last day is near.
    """

    cells: tuple[Cell, ...]
    not_held: frozenset[str]
    late: int
    explained: int
    open: int
    soon: int
    soon_by: date | None  # the last of the days that are near

    @classmethod
    def of(cls, cells: tuple[Cell, ...], not_held: frozenset[str]) -> Standing:
        """With its numbers."""
        due = [cell for cell in cells if cell.falls_due]
        near = [cell for cell in due if cell.urgent]
        return cls(
            cells,
            not_held,
            late=sum([cell.late for cell in due]),
            explained=sum([cell.late for cell in due if cell.kind in not_held]),
            open=sum([cell.shortfall - cell.late for cell in due]),
            soon=sum([cell.shortfall for cell in near]),
            soon_by=max([cell.due_on for cell in near if cell.due_on], default=None),
        )


class Row(NamedTuple):
    """One branch of a board."""

    branch: BranchLine
    standing: Standing

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.standing.cells

    @property
    def late(self) -> int:
        """What fell due in the board's own period."""
        return self.standing.late

    @property
    def not_held(self) -> frozenset[str]:
        return self.standing.not_held

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
    counted_at: datetime

    @property
    def summary(self) -> Summary:
        """The sums over all rows: of each cell that falls due in the period, once."""
        return summary_of(self.rows)

    @property
    def is_running(self) -> bool:
        """Whether more of the period may still begin to be owed."""
        return self.today < self.period.ends

    @property
    def explained(self) -> int:
        """How many of the overdue meetings were recorded as not held, with the reason."""
        return sum([row.standing.explained for row in self.rows])


def alike(rows: Iterable[Row]) -> Counter[Standing]:
    """How many of the rows stand in which way."""
    return Counter([row.standing for row in rows])


def summary_of(rows: Iterable[Row]) -> Summary:
    """The four numbers of some rows of a board."""
    return summarise((count, one.cells) for one, count in alike(rows).items())


def compliance_of(
    branches: BranchQuerySet, *, period: Period, today: date, as_of: datetime | None = None
) -> Compliance:
    """How ``branches`` stand in ``period`` as of ``today``. Three queries, however many they are.

    With ``as_of``, meetings count as they stood on record at that moment (for documents).

    Those that hold no meetings of a branch (committees, general branches) and those that do not
    exist in the period are left out. The numbers of regulations are those of the period's last day,
    or of today while it runs.
    """
    return _compliance(facts.branch_lines(branches, period), period, today, as_of)


def compliance_below(user: User, path: str, *, period: Period, today: date) -> Compliance:
    """The same of the branches that ``user`` sees on or below the unit at ``path`` (all: "")."""
    return _compliance(facts.lines_below(user, path, period), period, today)


def compliance_lately(user: User, path: str, *, period: Period, today: date) -> Compliance:
    """The same for a page; of many branches it is counted anew only after some minutes.

    ``counted_at`` says when. Who acts for a unit sees all below it: nobody else is given what was
    kept (docs/adr/0038-the-largest-boards-are-kept-for-minutes.md).
    """
    if not path.startswith(held_by(user).unit_paths):
        return compliance_below(user, path, period=period, today=today)
    key = f"compliance:{path}:{period}:{today}"
    found = cache.get(key)
    if found is None:
        found = compliance_below(user, path, period=period, today=today)
        if len(found.rows) > MANY:
            cache.set(key, found, KEPT_SECONDS)
    return found


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
        counted_at=timezone.now(),
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
    lines = [line for share in shares for line in share.lines]
    known = facts.known_of(lines, [share.board for share in shares], day=day, as_of=as_of)
    rows = [row for share in shares for row in _judged(share, known)]
    return rows if len(shares) < 2 else sorted(rows, key=lambda row: row.branch.path)


def _judged(share: _Share, known: Mapping[int, Known]) -> Iterator[Row]:
    """The branches with their standings, of which there are far fewer."""
    board, counting = share.board, Counting(share.board)
    standings: dict[tuple[Any, ...], Standing] = {}
    for line in share.lines:
        told = known[line.pk]
        key = (
            told,
            line.kind,
            line.founded_on if line.founded_on > board.begins else None,
            line.dissolved_on if line.dissolved_on and line.dissolved_on < board.ends else None,
        )
        standing = standings.get(key)
        if standing is None:
            counts = counting.of(told.records)
            cells = board.cells(told.facts(line), counts.tallies)
            standing = standings[key] = Standing.of(cells, _explained(board, cells, counts))
        yield Row(line, standing)


def _explained(board: Board, cells: tuple[Cell, ...], counts: Counts) -> frozenset[str]:
    """The kinds that are overdue, and for which every gap has a record of why it was not held."""
    return frozenset(
        cell.kind
        for cell in cells
        for noted in [counts.not_held.get(cell.kind)]
        if noted
        and cell.overdue
        and {board.windows[cell.kind].index(slot) for slot in cell.missing} <= noted
    )
