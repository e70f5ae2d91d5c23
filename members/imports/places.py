"""The units, branches and groups that a roster may name, found by the words of its cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from branches.choices import BranchKind
from branches.models import Coverage, Group
from branches.paths import above
from members.imports.names import branch_key, branch_kind, task_of, unit_kind, with_unit_above
from members.reach import Reach

SAID = 3  # of several places with one name


class PlaceUnclear(Exception):
    """Several places bear the name; the sentence says how to tell them apart."""


@dataclass(slots=True, eq=False)
class UnitPlace:
    """A unit; ``pk`` is None until it is created."""

    name: str
    pk: int | None = None
    above: UnitPlace | None = None  # None for the highest within reach
    short_name: str = ""

    @property
    def full_name(self) -> str:
        """With the unit above, which tells units of one name apart."""
        return f"{self.above.name}{self.name}" if self.above else self.name

    @property
    def names(self) -> set[str]:
        """How a sheet may write it: alone or after any name of the units above."""
        own = {self.name, self.short_name} - {""}
        above = self.above.names if self.above else set()
        return own | {f"{upper}{name}" for upper in above for name in own}

    def lineage(self) -> Iterator[UnitPlace]:
        """The unit and those above it, as far as one reaches."""
        place: UnitPlace | None = self
        while place is not None:
            yield place
            place = place.above


@dataclass(slots=True, eq=False)
class BranchPlace:
    """A branch, the unit it hangs on and the units it covers.

    Of a new one only the name and where its people are (``seen_at``) is known.
    """

    name: str
    pk: int | None = None
    unit: UnitPlace | None = None
    covers: set[int] = field(default_factory=set)
    stored_kind: BranchKind | None = None
    seen_at: set[str] = field(default_factory=set)

    @property
    def kind(self) -> BranchKind:
        return self.stored_kind or branch_kind(self.name, self.seen_at)

    @property
    def task(self) -> str:
        """What a new temporary branch is for, if its name says so."""
        return task_of(self.name, self.seen_at)


@dataclass(slots=True, eq=False)
class GroupPlace:
    name: str
    branch: BranchPlace
    pk: int | None = None


class Places:
    """All places within reach on a day, read in four queries; the new ones are added by name."""

    def __init__(self, reach: Reach, day: date) -> None:
        self.new_units: dict[tuple[UnitPlace, str], UnitPlace] = {}
        self.new_branches: dict[str, BranchPlace] = {}
        self.new_groups: dict[tuple[BranchPlace, str], GroupPlace] = {}
        self._units: defaultdict[str, list[UnitPlace]] = defaultdict(list)
        self._branches: defaultdict[str, list[BranchPlace]] = defaultdict(list)
        self._groups: dict[tuple[BranchPlace, str], GroupPlace] = {}
        self.units: dict[int, UnitPlace] = {}
        self.branches: dict[int, BranchPlace] = {}
        self.groups: dict[int, GroupPlace] = {}
        self._read_units(reach, day)
        self._read_branches(reach, day)

    def unit(self, name: str, *, create: bool, at: int | None = None) -> UnitPlace | None:
        """The unit of that name or code; a new one with ``create``; None when there is none.

        Of several with one name, the one where the person is today (``at``).
        """
        found = self._units.get(name)
        if found is None:
            return self._new_unit(name) if create else None
        if len(found) > 1:
            found = [unit for unit in found if unit.pk == at] or found
        if len(found) > 1:
            options = "、".join(unit.full_name for unit in found[:SAID])
            raise PlaceUnclear(f"有 {len(found)} 个叫「{name}」的单位，请写全：{options}")
        return found[0]

    def branch(
        self, name: str, unit: UnitPlace | None, *, create: bool, at: Collection[int] = ()
    ) -> BranchPlace | None:
        """As ``unit``; of several with one name, the person's (``at``) or that of the unit."""
        key = branch_key(name)
        found = self._branches.get(key)
        if found is None:
            if not create:
                return None
            new = self.new_branches.setdefault(key, BranchPlace(name))
            new.seen_at |= {each.name for each in (unit.lineage() if unit else ())}
            return new
        if len(found) > 1:
            found = [branch for branch in found if branch.pk in at] or found
        if len(found) > 1 and unit is not None:
            found = [b for b in found if b.unit is unit or unit.pk in b.covers] or found
        if len(found) > 1:
            raise PlaceUnclear(f"有 {len(found)} 个叫「{name}」的党支部，请改用党支部代码")
        return found[0]

    def group(self, name: str, branch: BranchPlace) -> GroupPlace:
        """The group of the branch; a new one when it has none of that name."""
        key = (branch, name)
        known = self._groups.get(key)
        return known or self.new_groups.setdefault(key, GroupPlace(name, branch))

    def like_unit(self, name: str) -> str:
        """The likeliest unit of the same kind: a brigade is no misspelt station."""
        kind = unit_kind(name)
        return _close(name, [each for each in self._units if unit_kind(each) is kind])

    def like_branch(self, name: str) -> str:
        return _close(branch_key(name), self._branches)

    def _new_unit(self, name: str) -> UnitPlace:
        """Below the unit that its name begins with, itself a new one if need be; else below all."""
        above_name, own = with_unit_above(name)
        above = (above_name and self.unit(above_name, create=True)) or self._root
        return self.new_units.setdefault((above, own), UnitPlace(own, above=above))

    def _read_units(self, reach: Reach, day: date) -> None:
        by_path: dict[str, UnitPlace] = {}
        rows = reach.units(day).values_list("pk", "name", "short_name", "code", "path")
        for pk, name, short_name, code, path in rows:
            place = UnitPlace(name, pk, by_path.get(above(path)), short_name)
            by_path[path] = self.units[pk] = place
            for each in {code, *place.names}:
                self._units[each].append(place)
        self._root = self.units[reach.unit.pk]

    def _read_branches(self, reach: Reach, day: date) -> None:
        branches = reach.branches(day)
        rows = branches.values_list("pk", "name", "code", "unit_id", "kind")
        for pk, name, code, unit_id, kind in rows:
            place = BranchPlace(name, pk, self.units.get(unit_id), stored_kind=BranchKind(kind))
            self.branches[pk] = place
            for key in {branch_key(name), code}:
                self._branches[key].append(place)
        covers = Coverage.objects.on(day).filter(branch__in=branches)
        for branch_id, unit_id in covers.values_list("branch_id", "unit_id"):
            self.branches[branch_id].covers.add(unit_id)
        groups = Group.objects.filter(branch__in=branches, dissolved_on=None)
        for pk, branch_id, name in groups.values_list("pk", "branch_id", "name"):
            branch = self.branches[branch_id]
            self.groups[pk] = self._groups[branch, name] = GroupPlace(name, branch, pk)


def _close(name: str, known: Iterable[str]) -> str:
    """The likeliest intended name, or nothing."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), "")
