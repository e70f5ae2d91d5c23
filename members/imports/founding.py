"""Units, branches and groups that rows need and nobody has yet: planned, then created.

A branch hangs where its name or its people say, and covers every unit at which they stand. The
regulation may advise against it: that is said in the preview, and people decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import TypeVar

from accounts.models import User
from branches import setup
from branches.choices import BranchKind
from branches.headcount import Heads
from branches.models import Unit
from branches.services.founding import NewBranch, found_branches, found_groups, found_units
from branches.services.provisions import provisions_for
from members.choices import MembershipKind, Stage
from members.imports.names import unit_kind
from members.imports.places import BranchPlace, GroupPlace, Places, UnitPlace
from members.imports.plan import Action, Founding, Plan, PlannedRow
from members.reach import Reach

Place = TypeVar("Place", UnitPlace, BranchPlace, GroupPlace)


def foundings(
    rows: Sequence[PlannedRow], places: Places, reach: Reach, today: date
) -> tuple[Founding, ...]:
    """The new branches of the rows that will be written. One query, and only if there are any."""
    people: defaultdict[BranchPlace, list[tuple[UnitPlace, PlannedRow]]] = defaultdict(list)
    for row in rows:
        if row.belonging is None or row.belonging.branch.pk or row.action is Action.REFUSED:
            continue
        at = row.unit or (places.units.get(row.existing.unit_id) if row.existing else None)
        people[row.belonging.branch].append((at or places.units[reach.unit.pk], row))
    if not people:
        return ()
    numbers = provisions_for(unit=reach.unit, codes=setup.CODES, day=today)
    return tuple(_founding(branch, meant, numbers) for branch, meant in people.items())


def _founding(
    branch: BranchPlace, people: list[tuple[UnitPlace, PlannedRow]], numbers: setup.Numbers
) -> Founding:
    homes = Counter(unit for unit, _ in people)
    kind, home = branch.kind, _home(branch, homes)
    covers = tuple(unit for unit in homes if unit is not home)
    own = [(unit, row.stage) for unit, row in people if _belongs(row)]
    full = Counter({unit.name: 0 for unit in homes})
    full.update(unit.name for unit, stage in own if stage == Stage.FULL)
    heads = Heads(full=full.total(), probationary=len(own) - full.total())
    facts = setup.SetupFacts(
        kind=kind, heads=heads, covered_units=len(covers) + 1, committee=0, has_secretary=True
    )
    found = setup.founding_findings(facts, full, numbers)
    return Founding(branch, kind, home, covers, heads, tuple(found))


def _belongs(row: PlannedRow) -> bool:
    return row.belonging is not None and row.belonging.kind == MembershipKind.FULL


def _home(branch: BranchPlace, homes: Counter[UnitPlace]) -> UnitPlace:
    """The unit that the name begins with; else where most people of a branch are, and for the other
    kinds the lowest unit above all of theirs: the brigade of the stations of a joint branch."""
    candidates = _above_all(homes)
    if branch.kind == BranchKind.BRANCH:
        candidates = list(dict.fromkeys(place for unit in homes for place in unit.lineage()))
    elif branch.kind == BranchKind.JOINT and len(homes) == 1:
        candidates = candidates[1:] or candidates  # one unit alone cannot be joint: its brigade
    name = branch.name.removeprefix("中共")
    named = [
        (len(each), place) for place in candidates for each in place.names if name.startswith(each)
    ]
    if named:
        return max(named, key=itemgetter(0))[1]
    return homes.most_common(1)[0][0] if branch.kind == BranchKind.BRANCH else candidates[0]


def _above_all(units: Iterable[UnitPlace]) -> list[UnitPlace]:
    """The units that stand above all of these (or are one of them), the lowest first."""
    first, *others = (list(unit.lineage()) for unit in units)
    return [place for place in first if all(place in lineage for lineage in others)]


def found_places(plan: Plan, reach: Reach, since: date, user: User | None) -> None:
    """Every place of the rows to be written has its key afterwards."""
    rows = [*plan.rows_with(Action.NEW), *plan.rows_with(Action.CHANGED)]
    _found_units(plan.new_units, since)
    _keep(
        [new.branch for new in plan.foundings],
        found_branches(
            code=reach.unit.code,
            branches=[_new_branch(new) for new in plan.foundings],
            founded_on=since,
            user=user,
        ),
    )
    groups = _without_key(
        row.belonging.group for row in rows if row.belonging and row.belonging.group
    )
    named = [(group.branch.pk or 0, group.name) for group in groups]
    _keep(groups, found_groups(groups=named, founded_on=since, user=user))


def _found_units(waiting: list[UnitPlace], since: date) -> None:
    """New units, each below the one above it, which may be new itself."""
    while waiting:
        ready = {place.above: None for place in waiting if place.above and place.above.pk}
        parents = Unit.objects.in_bulk([above.pk for above in ready])
        for above in ready:
            units = [place for place in waiting if place.above is above]
            kinds = [(place.name, unit_kind(place.name)) for place in units]
            _keep(units, found_units(parent=parents[above.pk], units=kinds, founded_on=since))
        waiting = _without_key(waiting)


def _new_branch(new: Founding) -> NewBranch:
    return NewBranch(
        name=new.branch.name,
        kind=new.kind,
        unit_id=new.home.pk or 0,
        covers=frozenset(unit.pk or 0 for unit in new.covers),
        purpose=new.branch.task if new.kind == BranchKind.TEMPORARY else "",
    )


def _keep(places: Sequence[Place], founded: Sequence) -> None:
    for place, thing in zip(places, founded, strict=True):
        place.pk = thing.pk


def _without_key(places: Iterable[Place]) -> list[Place]:
    return [place for place in dict.fromkeys(places) if place.pk is None]
