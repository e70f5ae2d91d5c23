"""How often each kind of meeting is owed. The numbers are provisions, not constants.

By the 《中国共产党支部工作条例（试行）》: a general meeting each quarter (第十一条), a committee
meeting each month (第十二条), a meeting of every group each month (第十三条), a theme day each
month (第十六条), an organisation-life meeting and a democratic appraisal each year (第十七条,
第十八条). A Party lecture each quarter is a rule of the unit, not of the regulation. First topic
and study-centre group are owed only where a unit sets them above nought.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

from branches.periods import Grain
from meetings.choices import MeetingKind

COMMITTEE_FROM = "BR-20.committee_from"
FIRST_MONTHS = "DS.first_months"
WARNING_DAYS = "DS.warning_days"
GRAINS = {"次/月": Grain.MONTH, "次/季度": Grain.QUARTER, "次/年": Grain.YEAR}


class Body(StrEnum):
    """Who has to meet."""

    BRANCH = "branch"
    COMMITTEE = "committee"
    GROUPS = "groups"


# Kind of meeting, the provision that sets how often, and who has to meet.
SOURCES = (
    (MeetingKind.GENERAL, "BR-11.frequency", Body.BRANCH),
    (MeetingKind.COMMITTEE, "BR-12.frequency", Body.COMMITTEE),
    (MeetingKind.GROUP, "BR-13.frequency", Body.GROUPS),
    (MeetingKind.LECTURE, "UR.party_lecture", Body.BRANCH),
    (MeetingKind.THEME_DAY, "BR-16.theme_day", Body.BRANCH),
    (MeetingKind.ORG_LIFE, "BR-17.frequency", Body.BRANCH),
    (MeetingKind.APPRAISAL, "BR-18.frequency", Body.BRANCH),
    (MeetingKind.FIRST_TOPIC, "UR.first_topic", Body.BRANCH),
    (MeetingKind.STUDY_CENTRE, "UR.study_centre", Body.BRANCH),
)
CODES = (*(code for _, code, _ in SOURCES), COMMITTEE_FROM, FIRST_MONTHS, WARNING_DAYS)


class Number(Protocol):
    """What is needed of a provision: its value and what it counts (次/月, 次/季度, 次/年)."""

    value: Decimal
    measure: str


class Requirement(NamedTuple):
    """``at_least`` meetings of a kind in every slot of length ``per``, each group for itself."""

    kind: str
    code: str
    body: Body
    per: Grain
    at_least: int


class Cadence(NamedTuple):
    """All requirements that hold at a unit, with the numbers that bound them.

    ``committee_from``: full members from which a branch has to have a committee (第二十条).
    ``first_months``: months of its first quarter or year that a new branch must exist to owe it.
    ``warning_days``: how long before the last day a cell becomes urgent.
    """

    requirements: tuple[Requirement, ...]
    committee_from: int = 7
    first_months: int = 3
    warning_days: int = 7

    @classmethod
    def from_numbers(cls, numbers: Mapping[str, Number]) -> "Cadence":
        """The cadence that provisions set, by code (`CODES`).

        A frequency of nought, or one not yet in force, is not owed.
        """
        requirements = tuple(
            Requirement(
                kind.value, code, body, GRAINS[numbers[code].measure], int(numbers[code].value)
            )
            for kind, code, body in SOURCES
            if code in numbers and numbers[code].value
        )
        limits = {
            name: int(numbers[code].value)
            for name, code in [
                ("committee_from", COMMITTEE_FROM),
                ("first_months", FIRST_MONTHS),
                ("warning_days", WARNING_DAYS),
            ]
            if code in numbers
        }
        return cls(requirements, **limits)
