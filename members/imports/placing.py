"""Where the people of a roster are to be: unit, branch, group."""

from __future__ import annotations

import re

from branches.choices import BranchKind
from members.choices import PARTY_STAGES, MembershipKind
from members.imports.complaints import Complaints
from members.imports.existing import Existing, OnFile, OpenMembership
from members.imports.places import BranchPlace, Places, PlaceUnclear, UnitPlace
from members.imports.plan import Belonging, Change, PlannedRow
from members.reach import Reach
from members.sheets import Column, Person

NO_TASK = "临时党支部为执行任务而设，请把任务写进名称，如「抗洪抢险临时党支部」"
ONLY_GUEST = "临时党支部不转接组织关系，此人按编入参加登记，另须有组织关系所在的党支部，请核对"
ABOVE_BRANCHES = (BranchKind.COMMITTEE, BranchKind.GENERAL)


class Placing:
    """Resolves the words of the sheet; remembers those that name nothing."""

    def __init__(
        self,
        places: Places,
        reach: Reach,
        on_file: OnFile,
        complaints: Complaints,
        *,
        create: bool,
    ) -> None:
        self._places = places
        self._on_file = on_file
        self._root = places.units[reach.unit.pk]
        self._own = places.branches.get(reach.branch.pk) if reach.branch else None
        self._complaints = complaints
        self._create = create
        self.unknown_units: dict[str, None] = {}
        self.unknown_branches: dict[str, None] = {}

    def unit(self, person: Person, existing: Existing | None) -> UnitPlace | None:
        """The unit of the row; None where someone on file stays where they are."""
        if person.unit is None:
            return None if existing else self._unstated(person)
        try:
            at = existing.unit_id if existing else None
            unit = self._places.unit(person.unit, create=self._create, at=at)
        except PlaceUnclear as unclear:
            self._complaints.refuse(person, Column.UNIT, str(unclear))
            return None
        if unit is None:
            like = self._places.like_unit(person.unit)
            self._complaints.refuse(person, Column.UNIT, _unknown("单位", person.unit, like))
        if unit is None or unit.pk is None:
            self.unknown_units.setdefault(person.unit)
        return unit

    def branch(
        self, person: Person, unit: UnitPlace | None, existing: Existing | None
    ) -> BranchPlace | None:
        """The branch of the row; None where it names none, or none that is known.

        Whom a committee enters without naming a branch belongs to its own.
        """
        if person.branch is None:
            return None if existing else self._own
        try:
            at = self._on_file.branches_of(existing)
            branch = self._places.branch(person.branch, unit, create=self._create, at=at)
        except PlaceUnclear as unclear:
            self._complaints.refuse(person, Column.BRANCH, str(unclear))
            return None
        if branch is None:
            like = self._places.like_branch(person.branch)
            self._complaints.refuse(person, Column.BRANCH, _unknown("党支部", person.branch, like))
        elif branch.pk is None and branch.kind == BranchKind.TEMPORARY and not branch.task:
            self._complaints.refuse(person, Column.BRANCH, NO_TASK)
        if branch is None or branch.pk is None:
            self.unknown_branches.setdefault(person.branch)
        return branch

    def _unstated(self, person: Person) -> UnitPlace:
        if self._complaints.states(Column.UNIT):
            reason = f"没有填所在单位，将登记在「{self._root.name}」"
            self._complaints.warn(person, Column.UNIT, reason)
        return self._root


class Belongings:
    """Which branch and group a person is to belong to, against where they belong today."""

    def __init__(self, places: Places, on_file: OnFile, complaints: Complaints) -> None:
        self._places = places
        self._on_file = on_file
        self._complaints = complaints

    def settle(self, row: PlannedRow, branch: BranchPlace | None) -> None:
        """Note on ``row`` where it belongs, if that is new."""
        person, existing = row.person, row.existing
        in_party = row.stage in PARTY_STAGES
        if branch is None:
            self._note_unstated(row, in_party)
            return
        group = self._places.group(person.group, branch) if person.group else None
        belongs = in_party and branch.kind != BranchKind.TEMPORARY
        wanted = Belonging(
            branch, group, MembershipKind.FULL if belongs else MembershipKind.ATTACHED
        )
        held = self._on_file.memberships.get(existing.pk, []) if existing else []
        if in_party:
            self._note_unusual(person, branch, held)
        if existing is None:
            row.belonging = wanted
            return
        here = next((each for each in held if each.branch_id == branch.pk), None)
        if here is None:
            self._move(row, wanted, held)
        else:
            self._stay(row, wanted, here)

    def _note_unstated(self, row: PlannedRow, in_party: bool) -> None:
        if row.person.group:
            reason = "没有填所在党支部，党小组没有导入"
            self._complaints.warn(row.person, Column.GROUP, reason)
        if row.existing is None and in_party and self._complaints.states(Column.BRANCH):
            reason = "没有填所在党支部，导入后列为没有支部的党员"
            self._complaints.warn(row.person, Column.BRANCH, reason)

    def _note_unusual(
        self, person: Person, branch: BranchPlace, held: list[OpenMembership]
    ) -> None:
        """A Party member's relation is in a branch, and in no temporary one (第八条)."""
        if branch.kind in ABOVE_BRANCHES:
            reason = f"「{branch.name}」是{branch.kind.label}，党员应编入党支部，请核对"
            self._complaints.warn(person, Column.BRANCH, reason)
        belongs = any(each.kind == MembershipKind.FULL for each in held)
        if branch.kind == BranchKind.TEMPORARY and not belongs:
            self._complaints.warn(person, Column.BRANCH, ONLY_GUEST)

    def _move(self, row: PlannedRow, wanted: Belonging, held: list[OpenMembership]) -> None:
        relation = next((each for each in held if each.kind == wanted.kind), None)
        old = self._places.branches.get(relation.branch_id) if relation else None
        before = old.name if old else ("其他党支部" if relation else "")
        row.changes.append(Change(Column.BRANCH, before, wanted.branch.name))
        row.belonging = wanted

    def _stay(self, row: PlannedRow, wanted: Belonging, here: OpenMembership) -> None:
        """In the branch already: the group may differ, and who joins the Party belongs in full."""
        joins = row.existing is not None and row.existing.stage not in PARTY_STAGES
        if not joins:
            wanted.kind = MembershipKind(here.kind)
        if here.kind != wanted.kind:
            before, after = MembershipKind(here.kind).label, wanted.kind.label
            row.changes.append(Change(Column.BRANCH, before, after))
            row.belonging = wanted
        old_group = self._places.groups.get(here.group_id or 0)
        if wanted.group is None:
            wanted.group = old_group
        elif wanted.group is not old_group:
            before = old_group.name if old_group else ""
            row.changes.append(Change(Column.GROUP, before, wanted.group.name))
            row.belonging = wanted


LIKE = re.compile("是不是「([^」]+)」？")


def suggested(reason: str) -> str:
    """The name that a refusal offers instead; empty when it offers none."""
    found = LIKE.search(reason)
    return found[1] if found else ""


def _unknown(what: str, name: str, like: str) -> str:
    hint = f"是不是「{like}」？" if like else ""
    return f"系统里没有{what}「{name}」。{hint}"
