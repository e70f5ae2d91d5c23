"""What the comparison with the database finds wrong, added to what the sheet shows by itself."""

from __future__ import annotations

from members.sheets import Column, Finding, Person, Roster, Severity


class Complaints:
    """Findings by cell; a refused cell refuses its row."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._found: list[Finding] = []
        self._refused = set(roster.refused_rows)

    def states(self, column: Column) -> bool:
        """Whether the sheet has the column at all."""
        return column in self._roster.layout.columns

    def refuses(self, person: Person) -> bool:
        return person.row in self._refused

    def refuse(self, person: Person, column: Column, reason: str) -> None:
        self._refused.add(person.row)
        self._add(person.row, column, Severity.REFUSED, reason)

    def warn(self, person: Person, column: Column, reason: str) -> None:
        self._add(person.row, column, Severity.WARNING, reason)

    def warn_of_header(self, reason: str) -> None:
        """Something about the sheet as a whole, said at its header."""
        self._add(self._roster.layout.body - 1, Column.NAME, Severity.WARNING, reason)

    def all(self) -> tuple[Finding, ...]:
        return tuple(sorted((*self._roster.findings, *self._found), key=lambda each: each.row))

    def _add(self, row: int, column: Column, severity: Severity, reason: str) -> None:
        column = column if self.states(column) else Column.NAME
        self._found.append(self._roster.layout.finding(row, column, severity, reason))
