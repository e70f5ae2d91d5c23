"""Meetings at which a branch points as what it did, for apps below (MEETINGS_TO_POINT_AT)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from branches.calendar import day_label
from duties.directives import pointing
from meetings.models import AgendaItem, Credit, Meeting

OFFERED = 50  # the latest; a branch holds some six a month
KEY = "meeting:"


def held_since(
    *, branch_id: int, since: date, until: date, words: Collection[str]
) -> list[pointing.Meeting]:
    """Handed in and counting for the branch, also as a partner. One query."""
    rows = (
        _of(branch_id)
        .filter(held_on__range=(since, until))
        .annotate(mentions=_mentions(words))
        .order_by("-mentions", "-held_on", "-pk")
    )
    return [
        pointing.Meeting(
            key=f"{KEY}{meeting.pk}",
            label=f"{day_label(meeting.held_on, with_year=False)} {meeting.title}",
            path=meeting.get_absolute_url(),
            held_on=meeting.held_on,
            mentions=meeting.mentions,
        )
        for meeting in rows[:OFFERED]
    ]


def standing(*, branch_id: int, keys: Collection[str]) -> set[str]:
    """Those among ``keys`` that are still handed in and count for the branch. One query."""
    numbers = [key.removeprefix(KEY) for key in keys if key.startswith(KEY)]
    return {
        f"{KEY}{pk}" for pk in _of(branch_id).filter(pk__in=numbers).values_list("pk", flat=True)
    }


def _of(branch_id: int) -> Any:
    counts = Credit.objects.filter(branch=branch_id, meeting=OuterRef("pk"))
    return Meeting.objects.entered().filter(Exists(counts))


def _mentions(words: Collection[str]) -> ExpressionWrapper:
    """Whether the title, the summary or the agenda holds one of the words."""
    said, item = Q(pk__in=[]), Q(pk__in=[])
    for word in filter(None, words):
        said |= Q(title__icontains=word) | Q(summary__icontains=word)
        item |= Q(title__icontains=word) | Q(report__icontains=word)
    either = said | Exists(AgendaItem.objects.filter(item, meeting=OuterRef("pk")))
    return ExpressionWrapper(either, BooleanField())
