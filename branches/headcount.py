"""How many people stand in a branch, a group or a unit: asked of the app that knows (members).

``settings.HEADCOUNT`` names the function. Branches needs it to refuse to close what still holds
people and to check how branches are set up; it does not know members itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Heads:
    """Party members of one place on one day."""

    full: int = 0
    probationary: int = 0

    @property
    def all(self) -> int:
        return self.full + self.probationary


NOBODY = Heads()


class Counts(Protocol):
    """What the function of ``settings.HEADCOUNT`` answers. Each in one query."""

    def branches(self, ids: Collection[int], day: date) -> Mapping[int, Heads]:
        """By branch: whose full relation is there."""

    def groups(self, ids: Collection[int], day: date) -> Mapping[int, Heads]:
        """By group."""

    def force_at(self, path: str) -> int:
        """People of the force at the unit with this tree path or below it."""


def counts() -> Counts:
    """The counts, from the app that knows people."""
    return import_string(settings.HEADCOUNT)()
