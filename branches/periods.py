"""Periods of account: a month ``2026-09``, a quarter ``2026Q3`` or a year ``2026``.

Quarters and years are those of the calendar (1–3, 4–6, 7–9, 10–12). Both ends belong to the period.
Nothing here knows what day it is: ``today`` comes from whoever asks.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Self

FIRST_YEAR, LAST_YEAR = 1921, 2999
QUARTER_NAMES = "一二三四"

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))?", re.ASCII
)


class PeriodRefused(ValueError):
    """What was written is not a period; the message is fit for the screen."""


class Grain(Enum):
    """How long a period is. The value is its length in months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12

    @property
    def months(self) -> int:
        """Length in months."""
        return self.value

    @property
    def label(self) -> str:
        """The Chinese word: 月, 季度, 年."""
        return {1: "月", 3: "季度", 12: "年"}[self.value]


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year of the calendar; ``number`` is 1–12, 1–4 or 1.

    Build one with `parse`, `month`, `quarter`, `year_of` or `containing`; a number out of range
    raises `PeriodRefused`.
    """

    grain: Grain
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if (
            not FIRST_YEAR <= self.year <= LAST_YEAR
            or not 1 <= self.number <= 12 // self.grain.months
        ):
            raise PeriodRefused(
                f"没有这样的时间段：{self.year}年第{self.number}{self.grain.label}。"
            )

    @classmethod
    def parse(cls, written: str) -> Self:
        """``2026-09``, ``2026Q3`` or ``2026``; anything else raises `PeriodRefused`."""
        found = _WRITTEN.fullmatch(written.strip().upper())
        if not found:
            raise PeriodRefused(f"“{written}”不是时间段，请写成 2026-09、2026Q3 或 2026。")
        year, month, quarter = (
            int(part) if part else 0 for part in found.group("year", "month", "quarter")
        )
        if month:
            return cls(Grain.MONTH, year, month)
        return cls(Grain.QUARTER, year, quarter) if quarter else cls(Grain.YEAR, year)

    @classmethod
    def containing(cls, day: date, grain: Grain) -> Self:
        """The period of that length in which the day lies."""
        return cls(grain, day.year, (day.month - 1) // grain.months + 1)

    @property
    def begins(self) -> date:
        """First day."""
        return date(self.year, self.first_month, 1)

    @property
    def ends(self) -> date:
        """Last day, which still belongs to the period."""
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    @property
    def first_month(self) -> int:
        """Number of its first month, 1–12."""
        return (self.number - 1) * self.grain.months + 1

    @property
    def last_month(self) -> int:
        """Number of its last month, 1–12."""
        return self.number * self.grain.months

    def __contains__(self, day: date) -> bool:
        return self.year == day.year and self.first_month <= day.month <= self.last_month

    def shifted(self, steps: int) -> Self:
        """The period so many lengths later (earlier if negative)."""
        per_year = 12 // self.grain.months
        year, index = divmod(self.year * per_year + self.number - 1 + steps, per_year)
        return type(self)(self.grain, year, index + 1)

    @property
    def next(self) -> Self:
        """The period that follows."""
        return self.shifted(1)

    @property
    def previous(self) -> Self:
        """The period before."""
        return self.shifted(-1)

    def split(self, grain: Grain) -> tuple[Self, ...]:
        """The periods of that length that make up this one; for a longer length the one around it.

        ``2026Q3`` by month is July, August, September; by year it is ``(2026,)``.
        """
        first = self.containing(self.begins, grain)
        count = max(1, self.grain.months // grain.months)
        return tuple(first.shifted(step) for step in range(count))

    @property
    def months(self) -> tuple[Self, ...]:
        """Its months in order."""
        return self.split(Grain.MONTH)

    def __str__(self) -> str:
        if self.grain is Grain.MONTH:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}Q{self.number}" if self.grain is Grain.QUARTER else str(self.year)

    @property
    def label(self) -> str:
        """``2026年9月``, ``2026年第三季度``, ``2026年``."""
        if self.grain is Grain.MONTH:
            return f"{self.year}年{self.number}月"
        if self.grain is Grain.QUARTER:
            return f"{self.year}年第{QUARTER_NAMES[self.number - 1]}季度"
        return f"{self.year}年"


def month(year: int, number: int) -> Period:
    """The month, ``month(2026, 9)``."""
    return Period(Grain.MONTH, year, number)


def quarter(year: int, number: int) -> Period:
    """The quarter, ``quarter(2026, 3)``."""
    return Period(Grain.QUARTER, year, number)


def whole_year(year: int) -> Period:
    """The calendar year."""
    return Period(Grain.YEAR, year)


def between(first: date, last: date, grain: Grain) -> Iterator[Period]:
    """Every period of that length that touches the days ``first`` to ``last``, in order."""
    period = Period.containing(first, grain)
    while period.begins <= last:
        yield period
        period = period.next
