"""The units, branches and groups that a roster may name, found by the words of its cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from branches.choices import BranchKind, UnitKind
from branches.models import Coverage, Group
from members.reach import Reach

UNIT_ENDINGS = (
    ("总队", UnitKind.CORPS),
    ("支队", UnitKind.DETACHMENT),
    ("大队", UnitKind.BRIGADE),
    ("站", UnitKind.STATION),
    ("队", UnitKind.STATION),
)
SAID = 3  # of several places with one name
BRANCH_WORDS = (
    ("联合", BranchKind.JOINT),
    ("临时", BranchKind.TEMPORARY),
    ("总支", BranchKind.GENERAL),
    ("党委", BranchKind.COMMITTEE),
)


class PlaceUnclear(Exception):
    """Several places bear the name; the sentence says how to tell them apart."""


@dataclass(slots=True, eq=False)
class UnitPlace:
    """A unit; ``pk`` is None until it is created."""

    name: str
    pk: int | None = None
    path: str = ""
    full_name: str = ""  # with the unit above, which tells units of one name apart


@dataclass(slots=True, eq=False)
class BranchPlace:
    """A branch, the unit it hangs on and the units it covers."""

    name: str
    pk: int | None = None
    unit: UnitPlace | None = None
    covers: set[int] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class GroupPlace:
    name: str
    branch: BranchPlace
    pk: int | None = None


def unit_kind(name: str) -> UnitKind:
    """What a unit of that name must be."""
    return next((kind for end, kind in UNIT_ENDINGS if name.endswith(end)), UnitKind.OFFICE)


def branch_kind(name: str) -> BranchKind:
    return next((kind for word, kind in BRANCH_WORDS if word in name), BranchKind.BRANCH)


def branch_key(name: str) -> str:
    """中共滨江站支部委员会, 滨江站党支部 and 滨江站支部 are one."""
    key = name.removeprefix("中共").replace("党支部", "支部")
    return key.removesuffix("委员会") if key.endswith("支部委员会") else key


class Places:
    """All places within reach on a day, read in four queries; the new ones are added by name."""

    def __init__(self, reach: Reach, day: date) -> None:
        self.new_units: dict[str, UnitPlace] = {}
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
            return self.new_units.setdefault(name, UnitPlace(name)) if create else None
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
            return self.new_branches.setdefault(key, BranchPlace(name, unit=unit))
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
        return _close(name, self._units)

    def like_branch(self, name: str) -> str:
        return _close(branch_key(name), self._branches)

    def _read_units(self, reach: Reach, day: date) -> None:
        by_path: dict[str, UnitPlace] = {}
        steplen = reach.unit.steplen
        rows = reach.units(day).values_list("pk", "name", "short_name", "code", "path")
        for pk, name, short_name, code, path in rows:
            above = by_path.get(path[:-steplen])
            full_name = f"{above.name}{name}" if above else name
            place = by_path[path] = self.units[pk] = UnitPlace(name, pk, path, full_name)
            for each in {name, short_name, code, full_name} - {""}:
                self._units[each].append(place)

    def _read_branches(self, reach: Reach, day: date) -> None:
        branches = reach.branches(day)
        for pk, name, code, unit_id in branches.values_list("pk", "name", "code", "unit_id"):
            place = self.branches[pk] = BranchPlace(name, pk, self.units.get(unit_id))
            for key in {branch_key(name), code}:
                self._branches[key].append(place)
        covers = Coverage.objects.on(day).filter(branch__in=branches)
        for branch_id, unit_id in covers.values_list("branch_id", "unit_id"):
            self.branches[branch_id].covers.add(unit_id)
        groups = Group.objects.filter(branch__in=branches, dissolved_on=None)
        for pk, branch_id, name in groups.values_list("pk", "branch_id", "name"):
            branch = self.branches[branch_id]
            self.groups[pk] = self._groups[branch, name] = GroupPlace(name, branch, pk)


def _close(name: str, known: dict[str, list]) -> str:
    """The likeliest intended name, or nothing."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), "")
