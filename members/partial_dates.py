"""Dates of which sometimes only the year and month are known.

Stored as text (``1990-05`` or ``1990-05-06``), so that they sort and compare as they stand and a
date known only to the month stays known only to the month.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

PATTERN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, or a month of which the day is not known (``day`` is 0)."""

    year: int
    month: int
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """From ``1990-05`` or ``1990-05-06``; ``ValueError`` when there is no such date."""
        match = PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part or 0) for part in match.groups())
        date(year, month, day or 1)
        return cls(year, month, day)

    def __str__(self) -> str:
        known = f"{self.year:04}-{self.month:02}"
        return f"{known}-{self.day:02}" if self.day else known

    @property
    def earliest(self) -> date:
        """The first day that it can have been."""
        return date(self.year, self.month, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can have been."""
        days = calendar.monthrange(self.year, self.month)[1]
        return date(self.year, self.month, self.day or days)

    @property
    def label(self) -> str:
        """1990年5月, or 1990年5月6日."""
        known = f"{self.year}年{self.month}月"
        return f"{known}{self.day}日" if self.day else known

    def agrees_with(self, other: PartialDate) -> bool:
        """Whether both can be the same day."""
        if (self.year, self.month) != (other.year, other.month):
            return False
        return not (self.day and other.day) or self.day == other.day

    def surely_within(self, years: int, start: PartialDate) -> bool:
        """Whether this lies less than ``years`` after ``start``, whatever the unknown days are."""
        if self.year - start.year > years:
            return False
        return self.latest < start.years_later(years).earliest

    def years_later(self, years: int) -> PartialDate:
        """As far known, ``years`` on; 29 February becomes the 28th where there is none."""
        last = calendar.monthrange(self.year + years, self.month)[1]
        return PartialDate(self.year + years, self.month, min(self.day, last))


def validate_partial_date(value: str) -> None:
    try:
        PartialDate.parse(value)
    except ValueError:
        raise ValidationError("请按“1990-05”或“1990-05-06”填写日期。") from None


class PartialDateField(models.CharField):
    """``1990-05`` or ``1990-05-06`` as text; empty when nothing is known."""

    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
