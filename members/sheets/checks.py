"""What does not fit together: within one row, and between the rows of a sheet.

A contradiction that makes a value impossible is refused; one that may be true is a warning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter

from members import id_numbers
from members.choices import PARTY_STAGES, Sex, Stage
from members.partial_dates import PartialDate
from members.sheets.cells import Finding, Severity
from members.sheets.columns import Column
from members.sheets.layout import Layout
from members.sheets.people import Person

OF_AGE = 18
WORKING_AGE = 16
PROBATION_YEARS = 1
NOT_YET = (Column.JOINED_ON, Column.CONFIRMED_ON, Column.WORK_SINCE)

Complaint = tuple[Column, Severity, str]


def check_people(people: Sequence[Person], layout: Layout, today: date) -> list[Finding]:
    """Findings of every row by itself, then of rows that are the same person."""
    found = [
        layout.finding(person.row, column, severity, reason)
        for person in people
        for column, severity, reason in _complaints(person, today)
    ]
    return [*found, *_repeated(people, layout)]


def _complaints(person: Person, today: date) -> Iterator[Complaint]:
    if person.id_number:
        yield from _against_identity(person, person.id_number)
    yield from _standing(person)
    if person.joined_on or person.confirmed_on or person.work_since or person.birth_date:
        yield from _order(person)
        yield from _future(person, today)


def _against_identity(person: Person, number: str) -> Iterator[Complaint]:
    """Sex and birth as the ID number has them."""
    if person.sex is not None:
        carried = Sex.MALE if id_numbers.is_male(number) else Sex.FEMALE
        if person.sex != carried:
            yield (
                Column.SEX,
                Severity.WARNING,
                f"填的是{person.sex.label}，身份证号对应{carried.label}，请核对后改正一处",
            )
    if person.birth_date is not None:
        born = id_numbers.birth_date(number)
        if not person.birth_date.agrees_with(born):
            yield (
                Column.BIRTH_DATE,
                Severity.WARNING,
                f"填的是 {person.birth_date}，与身份证号中的出生日期不一致，请核对后改正一处",
            )


def _standing(person: Person) -> Iterator[Complaint]:
    """The dates that a stage must, or cannot, have."""
    stage, joined, confirmed = person.stage, person.joined_on, person.confirmed_on
    if stage is None:
        return
    if joined and stage not in PARTY_STAGES:
        yield Column.JOINED_ON, Severity.WARNING, f"政治面貌是{stage.label}，却有入党日期，请核对"
    if confirmed and stage == Stage.PROBATIONARY:
        yield (
            Column.CONFIRMED_ON,
            Severity.WARNING,
            "政治面貌是预备党员，却有转正日期，请核对；导入时不记转正日期",
        )
    elif confirmed and stage != Stage.FULL:
        yield (
            Column.CONFIRMED_ON,
            Severity.WARNING,
            f"政治面貌是{stage.label}，却有转正日期，请核对；导入时不记转正日期",
        )


def _order(person: Person) -> Iterator[Complaint]:
    """Born, of age, joined, confirmed: in this order."""
    joined = person.joined_on
    born = id_numbers.birth_date(person.id_number) if person.id_number else person.birth_date
    if joined and person.confirmed_on:
        yield from _confirmation(joined, person.confirmed_on)
    if born and joined and joined.surely_within(OF_AGE, born):
        yield Column.JOINED_ON, Severity.WARNING, f"入党时不满 {OF_AGE} 岁，请核对"
    if born and person.work_since and person.work_since.surely_within(WORKING_AGE, born):
        yield Column.WORK_SINCE, Severity.WARNING, f"参加工作时不满 {WORKING_AGE} 岁，请核对"


def _confirmation(joined: PartialDate, confirmed: PartialDate) -> Iterator[Complaint]:
    if confirmed.latest < joined.earliest:
        yield (
            Column.CONFIRMED_ON,
            Severity.REFUSED,
            f"转正日期 {confirmed} 早于入党日期 {joined}，请改正",
        )
    elif confirmed.surely_within(PROBATION_YEARS, joined):
        yield Column.CONFIRMED_ON, Severity.WARNING, "入党到转正不满 1 年，请核对"


def _future(person: Person, today: date) -> Iterator[Complaint]:
    if person.birth_date and person.birth_date.earliest > today:
        yield Column.BIRTH_DATE, Severity.REFUSED, "出生日期在今天之后，请改正"
    for column in NOT_YET:
        day: PartialDate | None = getattr(person, column)
        if day and day.earliest > today:
            yield column, Severity.WARNING, f"{column.label}在今天之后，请核对"


def _repeated(people: Sequence[Person], layout: Layout) -> Iterator[Finding]:
    """The same person twice: of equal rows all but the first, of differing rows all are refused."""
    for column in (Column.ID_NUMBER, Column.STAFF_NUMBER):
        for same in _sharing(people, column):
            yield from _same_person(same, column, layout)
    for same in _sharing(people, Column.PHONE):
        for person in same:
            rows = _rows(other for other in same if other is not person)
            reason = f"与{rows}的手机号相同，请核对"
            yield layout.finding(person.row, Column.PHONE, Severity.WARNING, reason)


def _sharing(people: Sequence[Person], column: Column) -> Iterator[list[Person]]:
    by_value: defaultdict[str, list[Person]] = defaultdict(list)
    for person, value in zip(people, map(attrgetter(column.value), people), strict=True):
        if value:
            by_value[value].append(person)
    return (same for same in by_value.values() if len(same) > 1)


def _same_person(same: list[Person], column: Column, layout: Layout) -> Iterator[Finding]:
    first = same[0]
    if all(person[1:] == first[1:] for person in same):
        for person in same[1:]:
            reason = f"与第 {first.row + 1} 行完全相同，删去这一行即可"
            yield layout.finding(person.row, column, Severity.REFUSED, reason)
        return
    for person in same:
        rows = _rows(other for other in same if other is not person)
        reason = f"与{rows}的{column.label}相同，是同一人就只留一行，不是就改正号码"
        yield layout.finding(person.row, column, Severity.REFUSED, reason)


def _rows(people: Iterable[Person]) -> str:
    return "第 " + "、".join(str(person.row + 1) for person in people) + " 行"
