"""Bands of years and of dates, as expressions over partial dates (text that compares as it stands).

A date known only to the month counts as the first of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Value, When

from members.partial_dates import PartialDate
from reports.statistics.question import Question


class Band(NamedTuple):
    """From so many full years on, up to the next band."""

    key: str
    label: str
    least: int


def labels(bands: Sequence[Band]) -> list[tuple[str, str]]:
    return [(band.key, band.label) for band in bands]


def years_since(field: str, bands: Sequence[Band]) -> Callable[[Question], Any]:
    """In which band the full years from the date in ``field`` to the day of the question lie."""

    def expression(question: Question) -> Any:
        return Case(
            When(**{f"{field}__isnull": True}, then=Value("")),
            When(**{field: ""}, then=Value("")),
            *(
                When(
                    **{f"{field}__lte": years_before(question.day, band.least)},
                    then=Value(band.key),
                )
                for band in reversed(bands)
                if band.least
            ),
            default=Value(bands[0].key),
        )

    return expression


def years_from(field: str, bands: Sequence[Band]) -> Callable[[Question], Any]:
    """The same of a whole date, which is never empty."""

    def expression(question: Question) -> Any:
        known = PartialDate(question.day.year, question.day.month, question.day.day)
        return Case(
            *(
                When(
                    **{f"{field}__lte": known.years_later(-band.least).latest}, then=Value(band.key)
                )
                for band in reversed(bands)
                if band.least
            ),
            default=Value(bands[0].key),
        )

    return expression


def since(field: str, spans: Sequence[tuple[str, str, str]]) -> Callable[[Question], Any]:
    """Into which span a date falls; ``spans`` are (key, label, first day as text) in order."""

    def expression(question: Question) -> Any:
        return Case(
            When(**{field: ""}, then=Value("")),
            *(
                When(**{f"{field}__gte": first}, then=Value(key))
                for key, _, first in reversed(spans)
                if first
            ),
            default=Value(spans[0][0]),
        )

    return expression


def years_before(day: date, years: int) -> str:
    """``1995-09-30``, 31 years before 2026-09-30; compares, also where there is no 29 February."""
    return f"{day.year - years:04}-{day:%m-%d}"
