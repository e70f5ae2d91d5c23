"""Nothing is shown of fewer than five people, nor can it be reckoned from what is shown.

Hiding a small number is not enough: the total less its neighbours gives it back. So small cells are
not hidden but merged, options with options and groups with groups, until every cell that remains
holds nobody or at least five. A group that agrees to a man says what each of its people thinks, and
is merged too. What one can add and subtract of such a table are unions of its
cells, so they too hold nobody or at least five. Merging is our complementary suppression; why, and
what it cannot do, stands in docs/adr/0021.

Pure: counts in, partitions out. A partition is a tuple of parts, a part a tuple of places, both in
ascending order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEAST = 5
Part = tuple[int, ...]
Partition = tuple[Part, ...]
Counts = Sequence[int]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may be shown: which rows and columns stand together, and their counts."""

    rows: Partition
    columns: Partition
    cells: tuple[tuple[int, ...], ...]


def is_small(count: int, least: int = LEAST) -> bool:
    """Somebody, but too few to be shown."""
    return 0 < count < least


def merge_line(counts: Counts, *, ordered: int = 0, least: int = LEAST) -> Partition:
    """Which cells of one distribution have to stand together; ``()`` when nothing may be shown.

    The first ``ordered`` cells are a scale: they are merged with their neighbours. Others go
    together with the smallest that is not empty.
    """
    if sum(counts) < least:
        return ()
    parts: list[Part] = [(place,) for place in range(len(counts))]
    while small := [part for part in parts if is_small(_of(counts, part), least)]:
        part = min(small, key=lambda one: (_of(counts, one), one))
        other = _partner(parts, part, counts, ordered)
        parts = _merged(parts, part, other)
    return tuple(parts)


def _of(counts: Counts, part: Part) -> int:
    return sum(counts[place] for place in part)


def _partner(parts: list[Part], part: Part, counts: Counts, ordered: int) -> Part:
    """With whom a small part goes: on a scale a neighbour, otherwise the smallest with people."""
    others = [one for one in parts if one != part]
    beside = [one for one in others if _beside(part, one, ordered)]
    candidates = beside or [one for one in others if _of(counts, one)]
    return min(candidates, key=lambda one: (not _of(counts, one), _of(counts, one), one))


def _beside(one: Part, other: Part, ordered: int) -> bool:
    """Whether two parts of a scale touch each other."""
    on_scale = [place for place in one if place < ordered], [p for p in other if p < ordered]
    return any(abs(a - b) == 1 for a in on_scale[0] for b in on_scale[1])


def _merged(parts: Sequence[Part], one: Part, other: Part) -> list[Part]:
    kept = [part for part in parts if part not in (one, other)]
    return sorted([*kept, tuple(sorted(one + other))])


def merge_table(
    counts: Sequence[Counts],
    columns: Partition,
    *,
    ordered: int = 0,
    groups_of_people: bool = False,
    rows: Partition | None = None,
    ordered_rows: int = 0,
    least: int = LEAST,
) -> Table | None:
    """What of a cross-table may be shown, beginning with the columns as they are shown in total.

    Rows that are ``groups_of_people`` may not be of one mind. None when nothing is left to compare.
    """

    def faults(rows: Partition, columns: Partition) -> int:
        cells = _cells(counts, rows, columns)
        small = sum(is_small(cell, least) for row in cells for cell in row)
        return small + (sum(map(_is_of_one_mind, cells)) if groups_of_people and least > 1 else 0)

    rows = rows or tuple((place,) for place in range(len(counts)))
    rows = tuple(part for part in rows if any(sum(counts[place]) for place in part))
    while found := faults(rows, columns):
        options = [
            (tuple(_merged(rows, one, other)), columns) for one, other in _pairs(rows, ordered_rows)
        ]
        options += [
            (rows, tuple(_merged(columns, one, other))) for one, other in _pairs(columns, ordered)
        ]
        if not options:
            return None
        size = len(rows) * _peopled(counts, columns)
        rows, columns = min(
            options, key=lambda option: _cost(counts, option, size, found - faults(*option))
        )
    if len(rows) < 2 or _peopled(counts, columns) < 2:
        return None
    return Table(rows, columns, _cells(counts, rows, columns))


def _pairs(parts: Partition, ordered: int) -> Iterator[tuple[Part, Part]]:
    """Which parts may be merged: neighbours on a scale; what is beside the scale with anything."""
    for place, one in enumerate(parts):
        for other in parts[place + 1 :]:
            both_on_scale = one[0] < ordered and other[0] < ordered
            if not both_on_scale or _beside(one, other, ordered):
                yield one, other


def _cells(
    counts: Sequence[Counts], rows: Partition, columns: Partition
) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(sum(_of(counts[place], column) for place in row) for column in columns)
        for row in rows
    )


def _peopled(counts: Sequence[Counts], columns: Partition) -> int:
    """How many columns somebody stands in."""
    return sum(any(_of(row, column) for row in counts) for column in columns)


def _is_of_one_mind(row: Counts) -> bool:
    return sum(map(bool, row)) == 1


def _cost(
    counts: Sequence[Counts], option: tuple[Partition, Partition], size: int, gone: int
) -> tuple[float, int, tuple[Partition, Partition]]:
    """The fewer cells are lost for each fault that goes, the better."""
    lost = size - len(option[0]) * _peopled(counts, option[1])
    return (lost / gone if gone > 0 else float("inf"), lost, option)
