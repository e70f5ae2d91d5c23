"""Guessing at one-time codes is slowed down by address. Nothing is remembered of right codes."""

from __future__ import annotations

from django.core.cache import cache

WRONG_TRIES = 30  # a whole station may share one address
SECONDS = 600


def is_locked(address: str | None) -> bool:
    return cache.get(_key(address), 0) >= WRONG_TRIES


def note_wrong(address: str | None) -> None:
    cache.add(_key(address), 0, SECONDS)
    cache.incr(_key(address))


def _key(address: str | None) -> str:
    return f"surveys:wrong-codes:{address}"
