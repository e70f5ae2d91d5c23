"""Twelve months of owed and held, for the chart of a unit's home.

It judges every branch in every month, the heaviest thing a home could ask; therefore it is fetched
by itself, kept for some minutes, and says as of when it is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from branches.models import Unit
from branches.periods import Period
from meetings.cadence import Summary
from reports import links
from reports.compliance import compliance_below, summary_of

MONTHS = 12
KEPT_SECONDS = 600


def of_unit(user: User, unit: Unit, *, last: Period, today: date) -> dict[str, Any]:
    """Twelve months that end with ``last``, for components/chart.html. Whoever
    acts for a unit sees all below it, and so the same."""
    key = f"trend:{unit.pk}:{last}:{today}"
    chart = cache.get(key)
    if chart is None:
        chart = _chart(user, unit, last, today)
        cache.set(key, chart, KEPT_SECONDS)
    return chart


def _chart(user: User, unit: Unit, last: Period, today: date) -> dict[str, Any]:
    months = [last.shifted(-back) for back in reversed(range(MONTHS))]
    sums = [_sum(user, unit, month, today) for month in months]
    return {
        "id": "trend",
        "title": f"{months[0].label}—{last.label}应开的会议",
        "note": f"一季度、一年一次的在到期的月份计入。截至 {timezone.localtime():%H:%M}。",
        "kind": "stacked",
        "category_label": "月份",
        "unit": "次",
        "categories": [f"{month.number}月" for month in months],
        "series": [
            {"name": "已录入", "data": [one.entered for one in sums], "tone": "done"},
            {"name": "逾期", "data": [one.overdue for one in sums], "tone": "late"},
            {
                "name": "还没到期",
                "data": [one.owed - one.entered - one.overdue for one in sums],
                "tone": "line-strong",
            },
        ],
        "urls": [links.board(unit=unit.code, period=month) for month in months],
    }


def _sum(user: User, unit: Unit, month: Period, today: date) -> Summary:
    return summary_of(compliance_below(user, unit.path, period=month, today=today).rows)
