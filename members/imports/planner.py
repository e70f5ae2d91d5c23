"""Makes the plan: row by row, with all that is wrong with a row said at once."""

from __future__ import annotations

from datetime import date

from members.imports.complaints import Complaints
from members.imports.existing import OnFile
from members.imports.facts import Facts
from members.imports.founding import foundings
from members.imports.places import Places
from members.imports.placing import Belongings, Placing
from members.imports.plan import Action, Plan, PlannedRow
from members.imports.recognition import Recognition
from members.reach import Reach
from members.sheets import Person, Roster


def plan_import(*, roster: Roster, reach: Reach, today: date, create_missing: bool) -> Plan:
    """Compare ``roster`` with the people on file. The number of queries does not grow with it."""
    places = Places(reach, today)
    on_file = OnFile(roster.people, reach)
    complaints = Complaints(roster)
    create = create_missing and reach.may_found
    placing = Placing(places, reach, on_file, complaints, create=create)
    facts = Facts(roster, places, on_file, complaints, today)
    planner = _Planner(
        complaints,
        Recognition(on_file, complaints),
        placing,
        facts,
        Belongings(places, on_file, complaints),
    )
    rows = tuple(map(planner.row, roster.people))
    facts.note_missing_columns()
    return Plan(
        roster=roster,
        rows=rows,
        findings=complaints.all(),
        places=places,
        unknown_units=tuple(placing.unknown_units),
        unknown_branches=tuple(placing.unknown_branches),
        foundings=foundings(rows, places, reach, today),
    )


class _Planner:
    def __init__(
        self,
        complaints: Complaints,
        recognition: Recognition,
        placing: Placing,
        facts: Facts,
        belongings: Belongings,
    ) -> None:
        self._complaints = complaints
        self._recognition = recognition
        self._placing = placing
        self._facts = facts
        self._belongings = belongings

    def row(self, person: Person) -> PlannedRow:
        existing = self._recognition.person_on_file(person)
        unit = self._placing.unit(person, existing)
        branch = self._placing.branch(person, unit, existing)
        row = PlannedRow(person, Action.REFUSED, existing, unit=unit)
        if self._complaints.refuses(person):
            return row
        if existing is None:
            self._facts.fill_new(row)
        else:
            self._facts.compare(row, existing)
        self._belongings.settle(row, branch)
        row.action = _action(row)
        return row


def _action(row: PlannedRow) -> Action:
    if row.existing is None:
        return Action.NEW
    return Action.CHANGED if row.changes else Action.UNCHANGED
