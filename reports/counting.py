"""From records as the database writes them to tallies as the rules take them. Pure."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from meetings.cadence import Board, Tally


class Counts(NamedTuple):
    """By kind: tallies as `meetings.cadence` takes them; the places of slots noted as not held."""

    tallies: dict[str, Tally]
    not_held: dict[str, set[int]]


class _Place(NamedTuple):
    """Where a record counts on a board."""

    kind: str
    slot: int
    what: str
    group: str


class Counting(dict[str, _Place | None]):
    """What records come to over the slots of one board; a written record is read only once."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def __missing__(self, written: str) -> _Place | None:
        kind, month, what, group = written.split("/")
        day = date.fromisoformat(f"20{month}-01")
        window = enumerate(self.board.windows.get(kind, ()))
        found = next((_Place(kind, n, what, group) for n, slot in window if day in slot), None)
        self[written] = found
        return found

    def of(self, records: str) -> Counts:
        """Held and noted; of a group no more than is asked of it."""
        tallies: dict[str, list[int]] = {}
        not_held: defaultdict[str, set[int]] = defaultdict(set)
        met: defaultdict[_Place, int] = defaultdict(int)
        for written in records.split():
            place = self[written]
            if place is None:
                continue
            kind, slot, what, _ = place
            tally = tallies.get(kind)
            if tally is None:
                tally = tallies[kind] = [0] * (2 * len(self.board.windows[kind]))
            if what == "entered":
                met[place] += 1
                enough = self.board.most_of_a_group(kind)
                tally[2 * slot] += not enough or met[place] <= enough
            else:
                tally[2 * slot + 1] += 1
                if what == "not_held":
                    not_held[kind].add(slot)
        return Counts({kind: tuple(tally) for kind, tally in tallies.items()}, dict(not_held))
