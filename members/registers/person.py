"""What the registers say about one person, for the person's page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.prepared import Prepared
from members.models import Member
from members.registers.columns import number_written
from members.registers.nouns import CERTIFICATES, EXAMS, HONOURS, TRAININGS, Noun
from members.registers.rows import HEADINGS, STATUS_HEADING, Row, rows_of, with_people

PARTS = (CERTIFICATES, HONOURS, TRAININGS, EXAMS)


def _entries_of(noun: Noun) -> Prepared[Any]:
    entries = noun.model._default_manager
    return Prepared(lambda member: with_people(entries.filter(member_id=member), noun))


_ENTRIES = {noun.key: _entries_of(noun) for noun in PARTS}


class Part(NamedTuple):
    noun: Noun
    rows: list[Row]
    note: str

    @property
    def labels(self) -> list[str]:
        """The headings of the columns."""
        named = [label for label, *_ in HEADINGS[self.noun.register]]
        status = STATUS_HEADING.get(self.noun.register)
        return [*named, status] if status else named


def registers_of(person: Member, today: date) -> list[Part]:
    """Certificates, honours, trainings and exams. One query each."""
    parts = []
    for noun in PARTS:
        entries = list(_ENTRIES[noun.key].instances(member=person.pk))
        note = _hours(entries, today) if noun is TRAININGS else ""
        parts.append(Part(noun, rows_of(noun, entries, today, today), note))
    return parts


def _hours(entries: list, today: date) -> str:
    """``2026年 40 学时``."""
    hours = sum((e.hours for e in entries if e.starts_on.year == today.year), Decimal(0))
    return f"{today.year}年 {number_written(hours)} 学时" if hours else ""
