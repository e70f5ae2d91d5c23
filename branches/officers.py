"""Who stands next above a place: the officers of the nearest unit that has any."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from branches.choices import UNIT_ROLES
from branches.models import Appointment
from branches.paths import upwards


def officers_by_path(today: date) -> dict[str, tuple[int, ...]]:
    """Path of every unit at which somebody reviews → ids of the users. One query."""
    posts = Appointment.objects.on(today).filter(role__in=UNIT_ROLES).order_by("pk")
    found: dict[str, list[int]] = {}
    for path, user in posts.values_list("unit__path", "user_id"):
        if user not in found.setdefault(path, []):
            found[path].append(user)
    return {path: tuple(users) for path, users in found.items()}


def nearest(path: str, officers: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Those of the unit with that path, or of the first one above it that has any; else nobody."""
    return officers.get(nearest_path(path, officers), ())


def nearest_path(path: str, places: Container[str]) -> str:
    """The path itself or the first one above it that is among ``places``; empty when none is."""
    return next((each for each in upwards(path) if each in places), "")
