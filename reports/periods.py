"""The period switcher of pages of figures, for components/period.html."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from branches.periods import Grain, Period
from reports import asking
from reports.statistics import Question

NAMES = {Grain.MONTH: "月", Grain.QUARTER: "季", Grain.YEAR: "年"}


def switcher(question: Question) -> dict[str, Any]:
    """Before, after, now, and the same day by month, quarter or year."""
    period, today = question.period, question.today
    now = Period.containing(today, period.grain)
    return {
        "label": period.label,
        "prev_url": _at(question, period.previous),
        "next_url": _at(question, period.next) if period.next.begins <= today else "",
        "this_url": "" if today in period else _at(question, now),
        "kinds": [
            (
                name,
                _at(question, Period.containing(_day(period, today), grain)),
                grain is period.grain,
            )
            for grain, name in NAMES.items()
        ],
    }


def _at(question: Question, period: Period) -> str:
    return asking.address(replace(question, period=period))


def _day(period: Period, today: date) -> date:
    return min(period.ends, max(today, period.begins))
