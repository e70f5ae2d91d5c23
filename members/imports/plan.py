"""What an import would do: each row of the roster against what is on file. Writes nothing.

A cell that says nothing changes nothing. A row with a refused cell is refused whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from branches import setup
from branches.choices import BranchKind
from branches.headcount import Heads
from members.choices import MembershipKind, Stage
from members.imports.existing import Existing
from members.imports.places import BranchPlace, GroupPlace, Places, UnitPlace
from members.sheets import Column, Finding, Person, Roster, Severity


class Action(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs from what is on file, as both are shown."""

    column: Column
    before: str
    after: str


@dataclass(slots=True)
class Belonging:
    """Where someone is to belong: the branch, the group in it, and how."""

    branch: BranchPlace
    group: GroupPlace | None
    kind: MembershipKind


@dataclass(slots=True)
class PlannedRow:
    """One person of the roster: what is to be written, and by which cells it differs.

    ``values`` are fields of ``Member``; ``unit`` and ``belonging`` are None where nothing changes.
    ``account`` is the user who has waited for a person with this staff number. ``member_id`` of a
    new person is known once the person is written.
    """

    person: Person
    action: Action
    existing: Existing | None = None
    values: dict[str, Any] = field(default_factory=dict)
    unit: UnitPlace | None = None
    belonging: Belonging | None = None
    account: int | None = None
    changes: list[Change] = field(default_factory=list)
    member_id: int | None = None

    def __post_init__(self) -> None:
        if self.existing is not None:
            self.member_id = self.existing.pk

    @property
    def user_id(self) -> int | None:
        """The person's account, if there is one."""
        return self.existing.user_id if self.existing else self.account

    @property
    def stage(self) -> str:
        """The stage after the import."""
        on_file = self.existing.stage if self.existing else Stage.NONE.value
        return self.values.get("stage", on_file)


@dataclass(frozen=True, slots=True)
class Founding:
    """A branch to be founded: what it is, where it hangs, which units it covers besides, whom it
    gets, and what the regulation has to say to that."""

    branch: BranchPlace
    kind: BranchKind
    home: UnitPlace
    covers: tuple[UnitPlace, ...]
    heads: Heads
    findings: tuple[setup.Finding, ...] = ()


@dataclass(frozen=True)
class Plan:
    roster: Roster
    rows: tuple[PlannedRow, ...]
    findings: tuple[Finding, ...]
    places: Places
    unknown_units: tuple[str, ...]
    unknown_branches: tuple[str, ...]
    foundings: tuple[Founding, ...] = ()

    @property
    def new_units(self) -> list[UnitPlace]:
        """Units to be created for the rows that will be written, the upper ones first."""
        rows = (row for row in self.rows if row.action in (Action.NEW, Action.CHANGED))
        places = (place for row in rows if row.unit for place in reversed([*row.unit.lineage()]))
        return [place for place in dict.fromkeys(places) if place.pk is None]

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows by action, and how many of those that will be written carry a warning."""
        by_action = Counter(row.action for row in self.rows)
        return {action.value: by_action[action] for action in Action} | {
            "rows": len(self.rows),
            "warning": len(self.warned_rows),
        }

    @cached_property
    def warned_rows(self) -> frozenset[int]:
        """Rows that will be written although something about them is doubtful."""
        warned = {each.row for each in self.findings if each.severity is Severity.WARNING}
        kept = {row.person.row for row in self.rows if row.action is not Action.REFUSED}
        return frozenset(warned & kept)

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same effect: what was seen is what is confirmed."""
        told = hashlib.sha256()
        for row in self.rows:
            pk = row.existing.pk if row.existing else 0
            shown = [(each.column.value, each.before, each.after) for each in row.changes]
            told.update(repr((row.person.row, row.action.value, pk, shown)).encode())
        for new in self.foundings:
            places = [place.full_name for place in (new.home, *new.covers)]
            told.update(repr((new.branch.name, new.kind.value, places)).encode())
        return told.hexdigest()

    def rows_with(self, action: Action) -> Iterator[PlannedRow]:
        return (row for row in self.rows if row.action is action)
