"""What is to be written about a person: everything for a new one, what differs for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from members import id_numbers
from members.choices import Education, Sex, StaffCategory, Stage
from members.imports.complaints import Complaints
from members.imports.existing import Existing, OnFile
from members.imports.places import Places
from members.imports.plan import Change, PlannedRow
from members.partial_dates import PartialDate
from members.sheets import Column, Person, Roster
from members.sheets.codes import ANY_CADRE

DATES = (Column.BIRTH_DATE, Column.JOINED_ON, Column.CONFIRMED_ON, Column.WORK_SINCE)
PLAIN = (
    Column.NAME, Column.SEX, Column.NATIONALITY, Column.STAFF_NUMBER, Column.CATEGORY,
    Column.STAGE, Column.EDUCATION, Column.POST, *DATES,
)  # fmt: skip
LABELS: Mapping[Column, dict[str, str]] = {
    Column.SEX: dict(Sex.choices),
    Column.CATEGORY: dict(StaffCategory.choices),
    Column.STAGE: dict(Stage.choices),
    Column.EDUCATION: dict(Education.choices),
}
CADRES = (StaffCategory.CADRE_COMMAND, StaffCategory.CADRE_TECH)
USUAL_CATEGORY = StaffCategory.FIREFIGHTER
PROBATION_YEARS = 1


class Facts:
    def __init__(
        self, roster: Roster, places: Places, on_file: OnFile, complaints: Complaints, today: date
    ) -> None:
        self._roster = roster
        self._places = places
        self._on_file = on_file
        self._complaints = complaints
        self._today = PartialDate(today.year, today.month, today.day)
        self._without_category = 0

    def fill_new(self, row: PlannedRow) -> None:
        """All that a new person's row states, and what follows from it."""
        person = row.person
        values = {c.value: _stored(getattr(person, c)) for c in PLAIN if getattr(person, c)}
        if person.phone:
            values["phone"] = person.phone
        if person.id_number:
            values["id_number"] = person.id_number
            male = id_numbers.is_male(person.id_number)
            values.setdefault("sex", (Sex.MALE if male else Sex.FEMALE).value)
            values.setdefault("birth_date", str(id_numbers.birth_date(person.id_number)))
        if person.category is None:
            values["category"] = self._unstated_category(person)
        if person.stage is None:
            values["stage"] = self._unstated_stage(person)
        if values["stage"] != Stage.FULL:
            values.pop("confirmed_on", None)
        row.values = values
        row.account = self._on_file.accounts.get(person.staff_number or "")

    def compare(self, row: PlannedRow, existing: Existing) -> None:
        """Note on ``row`` the cells that differ from what is on file."""
        for column in PLAIN:
            stated = getattr(row.person, column)
            if stated is not None and self._differs(row.person, column, stated, existing):
                before, after = getattr(existing, column) or "", _stored(stated)
                row.values[column.value] = after
                row.changes.append(Change(column, _shown(column, before), _shown(column, after)))
        for column, before, after in self._changed_secrets(row.person, existing):
            row.values[column.value] = after
            old = "原号码" if before else ""
            row.changes.append(Change(column, old, f"尾号 {after[-4:]}"))
        self._drop_confirmation(row, existing)
        self._compare_place(row, existing)

    def note_missing_columns(self) -> None:
        """Say once, not in every row, what new people got because the sheet has no such column."""
        if self._without_category:
            self._complaints.warn_of_header(
                f"表里没有「{Column.CATEGORY.label}」列，"
                f"新增的 {self._without_category} 人按{USUAL_CATEGORY.label}登记，请核对"
            )

    def _unstated_category(self, person: Person) -> str:
        if self._complaints.states(Column.CATEGORY):
            reason = f"没有填人员类别，按{USUAL_CATEGORY.label}登记，请核对"
            self._complaints.warn(person, Column.CATEGORY, reason)
        else:
            self._without_category += 1
        return USUAL_CATEGORY.value

    def _unstated_stage(self, person: Person) -> str:
        """Who has a day of joining is in the Party, even where the sheet does not say so."""
        joined, confirmed = person.joined_on, person.confirmed_on
        if joined is None and confirmed is None:
            return Stage.NONE.value
        recent = joined is not None and self._today.surely_within(PROBATION_YEARS, joined)
        stage = Stage.PROBATIONARY if recent and confirmed is None else Stage.FULL
        column = Column.JOINED_ON if joined else Column.CONFIRMED_ON
        reason = f"没有填政治面貌，因有{column.label}按{stage.label}登记，请核对"
        self._complaints.warn(person, column, reason)
        return stage.value

    def _differs(self, person: Person, column: Column, stated: Any, existing: Existing) -> bool:
        before = getattr(existing, column) or ""
        if _stored(stated) == before:
            return False
        if column in DATES:
            return not _knows_more(before, stated)
        if column is Column.CATEGORY and before in CADRES:
            return not self._says_any_cadre(person)
        return True

    def _says_any_cadre(self, person: Person) -> bool:
        """「干部」 is no reason to turn a technical cadre into a commanding one."""
        cell = self._roster.rows[person.row][self._roster.layout.columns[Column.CATEGORY]]
        return str(cell).strip() in ANY_CADRE

    def _changed_secrets(
        self, person: Person, existing: Existing
    ) -> Iterator[tuple[Column, str | None, str]]:
        for column, stated, before in (
            (Column.ID_NUMBER, person.id_number, existing.id_digest),
            (Column.PHONE, person.phone, existing.phone_digest),
        ):
            if stated and self._on_file.digest(stated) != before:
                yield column, before, stated

    def _drop_confirmation(self, row: PlannedRow, existing: Existing) -> None:
        """Only full members have a day of confirmation."""
        if row.stage == Stage.FULL:
            return
        stated = row.values.pop("confirmed_on", None)
        row.changes = [each for each in row.changes if each.column is not Column.CONFIRMED_ON]
        if existing.confirmed_on:
            row.values["confirmed_on"] = ""
            row.changes.append(Change(Column.CONFIRMED_ON, existing.confirmed_on, ""))
        elif stated and row.person.stage is None:
            reason = "在册不是正式党员，没有记转正日期；请同时填写政治面貌"
            self._complaints.warn(row.person, Column.CONFIRMED_ON, reason)

    def _compare_place(self, row: PlannedRow, existing: Existing) -> None:
        if row.unit is not None and row.unit.pk != existing.unit_id:
            old = self._places.units.get(existing.unit_id)
            before = old.name if old else "其他单位"
            row.changes.append(Change(Column.UNIT, before, row.unit.name))
        if existing.left_on:
            row.values["left_on"] = None
            row.changes.append(Change(Column.NAME, f"{existing.left_on} 离队", "在队"))


def _stored(value: Any) -> str:
    """As the column keeps it."""
    return str(getattr(value, "value", value))


def _shown(column: Column, stored: str) -> str:
    return LABELS[column].get(stored, stored) if column in LABELS else stored


def _knows_more(before: str, stated: PartialDate) -> bool:
    """Whether the day on file is one of the month that the sheet names."""
    return bool(before) and not stated.day and before.startswith(str(stated))
