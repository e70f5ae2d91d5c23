"""For which period a home is asked, and how to ask for another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from branches.periods import Grain, Period, PeriodRefused
from reports.asked import Asked


@dataclass(frozen=True)
class Chosen:
    """``written`` as in the address, ``?period=2026-09``. Without one a home shows how things
    stand now; so it does for what cannot be read and, saying so, for what has not begun."""

    written: str
    today: date

    @cached_property
    def _read(self) -> Period | None:
        try:
            return Period.parse(self.written)
        except PeriodRefused:
            return None

    @property
    def period(self) -> Period | None:
        """The one asked for, if it has begun."""
        return self._read if self._read and self._read.begins <= self.today else None

    @property
    def refused(self) -> str:
        """Why the period asked for is not shown."""
        if self._read is None or self.period:
            return ""
        return f"{self._read.label}还没有开始，下面是现在的情况。"

    @property
    def day(self) -> date:
        """The last day of the period that is not in the future."""
        return min(self.period.ends, self.today) if self.period else self.today

    @property
    def month(self) -> Period:
        """The last month of the period that has begun."""
        return Period.containing(self.day, Grain.MONTH)

    @property
    def quarter(self) -> Period:
        """The last quarter of the period that has begun."""
        return Period.containing(self.day, Grain.QUARTER)

    @property
    def query(self) -> str:
        """To be put behind the address of a part that is fetched."""
        return f"?period={self.period}" if self.period else ""


class OfPeriod:
    """A home whose figures follow the period in its address; what is to be done is today's."""

    today: date
    asked: str

    @property
    def usual(self) -> Period:
        """What the figures are of while nothing is asked."""
        raise NotImplementedError

    @cached_property
    def chosen(self) -> Chosen:
        return Chosen(self.asked, self.today)

    @property
    def period(self) -> Period:
        """What the figures are of."""
        return self.chosen.period or self.usual

    @property
    def switcher(self) -> dict[str, Any]:
        """For components/period.html."""
        shown = Asked(self.period).switcher(self.today)
        return shown | {"this_url": reverse("home") if self.chosen.period else ""}
