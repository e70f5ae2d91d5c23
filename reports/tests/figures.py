"""A small place whose figures can be counted by hand, and the questions asked of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from branches.models import Branch, Unit
from branches.periods import Period
from members.choices import Education, Sex, StaffCategory, Stage
from members.models import Member
from reports.statistics import CATALOGUE, Place, Question
from tests.factories import at, member_of

QUARTER = "2025Q3"
AFTER = at(date(2025, 10, 8), 9)  # the quarter is over, and all of it is on record
LONG_BEFORE = at(date(2020, 1, 1), 8)


def ask(
    unit: Unit, period: str = QUARTER, *, as_of: datetime = AFTER, branch: Branch | None = None
) -> Question:
    return Question(Place(unit, branch), Period.parse(period), as_of)


def numbers(code: str, question: Question, column: int = 0) -> dict[str, int]:
    """Key → number, without what is nought."""
    table = CATALOGUE[code].table(question)
    return {line.key: line.values[column] for line in table.lines if line.values[column]}


def known_member(branch: Branch, **details: Any) -> Member:
    """A member who has long been on record."""
    return member_of(branch, **{"created_at": LONG_BEFORE} | details)


def five(branch: Branch) -> list[Member]:
    """Five members with different details; the fourth is on probation, the fifth knows little."""
    return [
        known_member(
            branch, name="甲", sex=Sex.MALE, nationality="汉族", birth_date="1994-09-30",
            education=Education.BACHELOR, joined_on="2015-09-30",
            category=StaffCategory.CADRE_COMMAND,
        ),
        known_member(
            branch, name="乙", sex=Sex.FEMALE, nationality="苗族", birth_date="1994-10-01",
            education=Education.POSTGRADUATE, joined_on="2015-10-01",
            category=StaffCategory.CADRE_TECH,
        ),
        known_member(
            branch, name="丙", sex=Sex.FEMALE, nationality="汉族", birth_date="1960-02",
            education=Education.JUNIOR, joined_on="1990-07-01", category=StaffCategory.RETIRED,
        ),
        known_member(
            branch, name="丁", sex=Sex.MALE, nationality="回族", birth_date="2004-05-06",
            education=Education.COLLEGE, joined_on="2025-08", confirmed_on="",
            stage=Stage.PROBATIONARY,
        ),
        known_member(
            branch, name="戊", sex="", nationality="", birth_date="", education="", joined_on="",
            confirmed_on="",
        ),
    ]  # fmt: skip
