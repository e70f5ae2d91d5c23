"""Recorded meetings of a branch at which one may point. Meetings lie above: they answer by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Meeting:
    """``key`` names it for good; ``mentions`` says that its record speaks of what was asked."""

    key: str
    label: str
    path: str
    held_on: date
    mentions: bool = False


def held_since(
    *, branch_id: int, since: date, until: date, words: Collection[str]
) -> list[Meeting]:
    """What counts for the branch and was held within these days; mentioning first, then latest."""
    ask = cast("Callable[..., list[Meeting]]", _asked("held_since"))
    return ask(branch_id=branch_id, since=since, until=until, words=words)


def standing(*, branch_id: int, keys: Collection[str]) -> set[str]:
    """Of these, the keys of those whose record still stands as handed in for the branch."""
    return cast("set[str]", _asked("standing")(branch_id=branch_id, keys=keys)) if keys else set()


def _asked(name: str) -> Any:
    return import_string(f"{settings.MEETINGS_TO_POINT_AT}.{name}")
