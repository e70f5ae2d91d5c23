"""Moments of the demonstration's year. Nothing in it has happened later than it is made."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def at(day: date, hour: int = 9) -> datetime:
    """An hour of that day, or now, if that is still to come."""
    return by_now(timezone.make_aware(datetime.combine(day, time(hour))))


def by_now(moment: datetime) -> datetime:
    return min(moment, timezone.now())
