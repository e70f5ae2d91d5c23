"""Creates the units, branches and groups that rows to be written need and nobody has yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from accounts.models import User
from branches.services.founding import NewBranch, found_branches, found_groups, found_units
from members.imports.places import BranchPlace, GroupPlace, UnitPlace, branch_kind, unit_kind
from members.imports.plan import PlannedRow
from members.reach import Reach

Place = TypeVar("Place", UnitPlace, BranchPlace, GroupPlace)


def found_places(rows: Sequence[PlannedRow], reach: Reach, since: date, user: User | None) -> None:
    """Every place of ``rows`` has its key afterwards. Units come below the one imported for."""
    units = _without_key(row.unit for row in rows if row.unit)
    plans = [(unit.name, unit_kind(unit.name)) for unit in units]
    _keep(units, found_units(parent=reach.unit, units=plans, founded_on=since) if units else [])
    homes = _homes(rows)
    branches = list(homes)
    new = [_new_branch(branch, homes[branch]) for branch in branches]
    _keep(
        branches,
        found_branches(code=reach.unit.code, branches=new, founded_on=since, user=user),
    )
    groups = _without_key(
        row.belonging.group for row in rows if row.belonging and row.belonging.group
    )
    named = [(group.branch.pk or 0, group.name) for group in groups]
    _keep(groups, found_groups(groups=named, founded_on=since, user=user))


def _keep(places: Sequence[Place], founded: Sequence) -> None:
    for place, thing in zip(places, founded, strict=True):
        place.pk = thing.pk


def _new_branch(branch: BranchPlace, homes: Counter[int]) -> NewBranch:
    """Hung on the unit where most of its people are; covers all units where some are."""
    (home, _), *_ = homes.most_common(1)
    return NewBranch(branch.name, branch_kind(branch.name), home, frozenset(homes))


def _homes(rows: Iterable[PlannedRow]) -> dict[BranchPlace, Counter[int]]:
    """New branch → the units of its people, counted."""
    homes: defaultdict[BranchPlace, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.belonging is not None and row.belonging.branch.pk is None:
            at = row.unit.pk if row.unit else row.existing.unit_id if row.existing else None
            homes[row.belonging.branch][at or 0] += 1
    return homes


def _without_key(places: Iterable[Place]) -> list[Place]:
    return [place for place in dict.fromkeys(places) if place.pk is None]
