"""In which period an item of a responsibility list is owed, and until when. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from branches.periods import Grain, Period
from duties.choices import Every

GRAINS = {Every.MONTH: Grain.MONTH, Every.QUARTER: Grain.QUARTER, Every.YEAR: Grain.YEAR}


class Span(NamedTuple):
    """The period as it is written (``2026-09``, ``2026Q3``, ``2026H2``, ``2026``) and its days."""

    period: str
    begins: date
    ends: date


def span_of(every: Every, day: date) -> Span:
    """The period that ``day`` belongs to; what is owed once belongs to its year."""
    if every == Every.HALF:
        half = 1 if day.month <= 6 else 2
        begins, ends = (
            (date(day.year, 1, 1), date(day.year, 6, 30))
            if half == 1
            else (date(day.year, 7, 1), date(day.year, 12, 31))
        )
        return Span(f"{day.year}H{half}", begins, ends)
    period = Period.containing(day, GRAINS.get(every, Grain.YEAR))
    return Span(str(period), period.begins, period.ends)


def period_label(period: str) -> str:
    """``2026年9月``, ``2026年第三季度``, ``2026年下半年``, ``2026年``."""
    if "H" in period:
        year, _, half = period.partition("H")
        return f"{year}年{'上' if half == '1' else '下'}半年"
    return Period.parse(period).label if period else ""
