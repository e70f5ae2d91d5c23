"""The numbers of regulations that a record is judged by, as they stand on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from branches.models import Branch, Provision
from branches.services.provisions import rule_book
from meetings import quorum

LATE_DAYS = "DS.late_entry_days"
MAKE_UP_DAYS = "DS.make_up_days"
CODES = (LATE_DAYS, MAKE_UP_DAYS, *quorum.CODES)
NEVER_LATE = 36_500


@dataclass(frozen=True, slots=True)
class Numbers:
    """By code, what holds for the branch. One query."""

    by_code: Mapping[str, Provision]

    @classmethod
    def of(cls, *, branch: Branch, day: date) -> Numbers:
        """What holds at the branch's unit on ``day``."""
        return cls(rule_book(codes=CODES, day=day).at(branch.unit.path))

    @property
    def late_days(self) -> int:
        """After how many days a record counts as late; without the rule, never."""
        rule = self.by_code.get(LATE_DAYS)
        return int(rule.value) if rule else NEVER_LATE

    def make_up_until(self, held_on: date) -> date | None:
        """The last day on which somebody can make up for a meeting; without the rule, none."""
        rule = self.by_code.get(MAKE_UP_DAYS)
        return held_on + timedelta(days=int(rule.value)) if rule else None

    @property
    def thresholds(self) -> quorum.Thresholds:
        """How many have to be there, and how many votes carry."""
        return quorum.Thresholds.from_numbers(self.by_code)
