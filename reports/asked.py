"""What a page was asked for in its address, and the addresses of the same page asked otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from branches.periods import Grain, Period, PeriodRefused
from meetings.choices import MeetingKind
from reports.choices import By, Show

NAMES = {Grain.MONTH: "月", Grain.QUARTER: "季", Grain.YEAR: "年"}


def period_from(written: str, today: date) -> Period:
    """The period of an address; the running month where there is none, or none that is one."""
    try:
        return Period.parse(written)
    except PeriodRefused:
        return Period.containing(today, Grain.MONTH)


@dataclass(frozen=True, slots=True)
class Asked:
    """A board's address, taken apart. What is unknown falls back, so that old links still open."""

    period: Period
    unit: str = ""
    kind: str = ""
    show: str = ""
    by: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> Self:
        """From the parameters of a request."""
        return cls(
            period=period_from(query.get("period", ""), today),
            unit=query.get("unit", ""),
            kind=_known(query.get("kind", ""), MeetingKind.values),
            show=_known(query.get("show", ""), Show.values),
            by=_known(query.get("by", ""), By.values),
            sort=query.get("sort", ""),
        )

    def address(self, **changes: Any) -> str:
        """The same board otherwise: ``?period=2026-09&show=late``."""
        asked = replace(self, **changes)
        written = {name: str(getattr(asked, name)) for name in self.__slots__}
        return f"?{urlencode({name: value for name, value in written.items() if value})}"

    def switcher(self, today: date) -> dict[str, Any]:
        """For components/period.html."""
        period, now = self.period, Period.containing(today, self.period.grain)
        return {
            "label": period.label,
            "prev_url": self.address(period=period.previous),
            "next_url": self.address(period=period.next) if period.next.begins <= today else "",
            "this_url": "" if today in period else self.address(period=now),
            "kinds": [
                (name, self.address(period=_nearby(period, grain, today)), grain is period.grain)
                for grain, name in NAMES.items()
            ],
        }


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _nearby(period: Period, grain: Grain, today: date) -> Period:
    """The period of that length around this one, or its last that has begun."""
    return Period.containing(min(period.ends, max(today, period.begins)), grain)
