"""The quarter that a page shows, and the way to the others."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, QueryDict

from branches.periods import Grain, Period, PeriodRefused


def quarter_in(query: QueryDict, today: date) -> Period:
    """``?period=2026Q3`` (any period: the quarter in which it ends), or the present quarter."""
    written = query.get("period", "")
    present = Period.containing(today, Grain.QUARTER)
    if not written:
        return present
    try:
        chosen = Period.containing(Period.parse(written).ends, Grain.QUARTER)
    except PeriodRefused:
        raise Http404 from None
    return min(chosen, present, key=lambda period: period.begins)


def switcher(query: QueryDict, quarter: Period, today: date) -> dict[str, Any]:
    """For components/period.html. Quarters to come have no points."""
    present = Period.containing(today, Grain.QUARTER)
    return {
        "label": quarter.label,
        "prev_url": address(query, period=str(quarter.previous)),
        "next_url": address(query, period=str(quarter.next)) if quarter != present else "",
        "this_url": "" if quarter == present else address(query, period=""),
        "kinds": [],
    }


def address(query: QueryDict, **changes: str) -> str:
    """The same address with other parameters, from its first page; empty ones go."""
    changed = query.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed[name] = value
        if not value:
            del changed[name]
    return f"?{changed.urlencode()}"
