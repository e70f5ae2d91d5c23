"""A grid read as a roster: one person per row, and everything wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from members.sheets.body import Rows, Skipped, filled_rows, people_rows
from members.sheets.cells import Doubtful, Finding, Severity, address, says_nothing
from members.sheets.checks import check_people
from members.sheets.codes import (
    read_category,
    read_education,
    read_nationality,
    read_sex,
    read_stage,
)
from members.sheets.columns import IDENTIFYING, Column
from members.sheets.dates import read_date
from members.sheets.layout import Layout, find_layout
from members.sheets.numbers import read_id_number, read_phone, read_staff_number
from members.sheets.people import Person
from members.sheets.reading import Grid, Raw
from members.sheets.refusals import CellRefused, SheetRefused
from members.sheets.words import read_name, read_phrase

READERS: dict[Column, Callable[[object], Any]] = {
    Column.NAME: read_name,
    Column.SEX: read_sex,
    Column.NATIONALITY: read_nationality,
    Column.ID_NUMBER: read_id_number,
    Column.BIRTH_DATE: read_date,
    Column.PHONE: read_phone,
    Column.STAFF_NUMBER: read_staff_number,
    Column.CATEGORY: read_category,
    Column.UNIT: read_phrase,
    Column.BRANCH: read_phrase,
    Column.GROUP: read_phrase,
    Column.STAGE: read_stage,
    Column.JOINED_ON: read_date,
    Column.CONFIRMED_ON: read_date,
    Column.EDUCATION: read_education,
    Column.POST: read_phrase,
    Column.WORK_SINCE: read_date,
}


@dataclass(frozen=True)
class Roster:
    """The people of a sheet, each by its row, and all findings in the order of the rows."""

    rows: Rows
    layout: Layout
    people: tuple[Person, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]

    @property
    def refused_rows(self) -> frozenset[int]:
        return frozenset(each.row for each in self.findings if each.severity is Severity.REFUSED)

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        return tuple(heading.label for heading in self.layout.ignored)


def read_roster(grid: Grid, *, today: date, fixes: Mapping[str, str] | None = None) -> Roster:
    """Read ``grid``; ``fixes`` are texts by cell address that stand in for what the file says."""
    layout = find_layout(grid)
    rows = filled_rows(grid, layout, fixes or {})
    kept, skipped = people_rows(rows, grid, layout)
    if not kept:
        raise SheetRefused("表头下面没有人员，请填好名册后再上传。")
    people, findings = _read_people(rows, kept, layout)
    findings += check_people(people, layout, today)
    findings.sort(key=attrgetter("row"))
    return Roster(rows, layout, people, tuple(findings), tuple(skipped))


def _read_people(
    rows: Rows, kept: list[int], layout: Layout
) -> tuple[tuple[Person, ...], list[Finding]]:
    """Column by column: the same text in a column is understood once."""
    findings: list[Finding] = []
    columns: list[list[Any]] = []
    for column in Column:
        if column in layout.columns:
            columns.append(_read_column(rows, kept, column, layout, findings))
        else:
            columns.append([None] * len(kept))
    people = tuple(map(Person._make, zip(kept, *columns, strict=True)))
    broken = {finding.address for finding in findings}
    for person in people:
        findings.extend(_unidentified(person, layout, broken))
    return people, findings


def _read_column(
    rows: Rows, kept: list[int], column: Column, layout: Layout, findings: list[Finding]
) -> list[Any]:
    index, reader = layout.columns[column], READERS[column]
    known: dict[str, tuple[Any, Severity | None, str]] = {}
    values = []
    for row in kept:
        raw = rows[row][index]
        if isinstance(raw, str):
            result = known.get(raw)
            if result is None:
                result = known[raw] = _understand(raw, reader)
        else:
            result = _understand(raw, reader)
        value, severity, reason = result
        values.append(value)
        if severity is not None:
            findings.append(Finding(row, column, address(row, index), severity, reason))
    return values


def _understand(raw: Raw, reader: Callable[[object], Any]) -> tuple[Any, Severity | None, str]:
    """The value, and what there is to say about it."""
    if says_nothing(raw):
        return None, None, ""
    try:
        value = reader(raw)
    except CellRefused as refusal:
        return None, Severity.REFUSED, str(refusal)
    if isinstance(value, Doubtful):
        return value.value, Severity.WARNING, value.reason
    return value, None, ""


def _unidentified(person: Person, layout: Layout, broken: set[str]) -> list[Finding]:
    """A row without a name, or without anything by which the person is known."""
    found = []
    if person.name is None and address(person.row, layout.columns[Column.NAME]) not in broken:
        found.append(
            layout.finding(person.row, Column.NAME, Severity.REFUSED, "姓名是空的，请补上")
        )
    if person.id_number is None and person.staff_number is None:
        present = [column for column in IDENTIFYING if column in layout.columns]
        if not any(address(person.row, layout.columns[each]) in broken for each in present):
            what = "和".join(column.label for column in present)
            reason = f"{what}是空的，无法确认是谁，请补上"
            found.append(layout.finding(person.row, present[0], Severity.REFUSED, reason))
    return found
