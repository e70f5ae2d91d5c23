"""The numbers of regulations that a record is judged by, as they stand on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from branches.models import Branch, Provision
from branches.services.provisions import rule_book
from meetings import quorum

LATE_DAYS = "DS.late_entry_days"
CODES = (LATE_DAYS, *quorum.CODES)
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

    @property
    def thresholds(self) -> quorum.Thresholds:
        """How many have to be there, and how many votes carry."""
        return quorum.Thresholds.from_numbers(self.by_code)
