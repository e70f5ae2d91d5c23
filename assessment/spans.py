"""Which days count: a quarter, as it is known on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from assessment.refusals import PointsRefused
from branches.periods import Grain, Period, PeriodRefused


@dataclass(frozen=True, slots=True)
class Span:
    """The days that count: those of the quarter, as known on ``today``."""

    quarter: Period
    today: date

    @property
    def days(self) -> tuple[date, date]:
        return self.quarter.begins, self.quarter.ends

    @property
    def settling_day(self) -> date:
        """Whose branch is whose: on the last day of the quarter, or today while it runs."""
        return min(self.quarter.ends, self.today)

    @property
    def past_days(self) -> tuple[date, date]:
        """Dates of the quarter that are over: what was due then and is not done is late."""
        return self.quarter.begins, min(self.quarter.ends, self.today - timedelta(days=1))

    @property
    def is_over(self) -> bool:
        return self.today > self.quarter.ends


def quarter_from(written: str) -> Period:
    """``2026Q3`` as a period; anything else is refused with a sentence."""
    try:
        period = Period.parse(written)
    except PeriodRefused as refusal:
        raise PointsRefused(str(refusal)) from refusal
    if period.grain is not Grain.QUARTER:
        raise PointsRefused(f"积分按季度计算，请写成 2026Q3，而不是“{written}”。")
    return period


def span_of(quarter: str, now: datetime) -> Span:
    """The quarter as known at ``now``. One that has not begun is refused."""
    span = Span(quarter_from(quarter), timezone.localdate(now))
    if span.today < span.quarter.begins:
        raise PointsRefused(f"{span.quarter.label}还没有开始。")
    return span


def quarters_ahead(now: datetime, count: int = 3) -> Iterable[Period]:
    """This quarter and the next ones: from these a rule set may take effect."""
    period = Period.containing(timezone.localdate(now), Grain.QUARTER)
    return (period.shifted(step) for step in range(count))
