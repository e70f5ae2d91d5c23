"""Long lists of keys, in portions that either database takes in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

AT_ONCE = 10_000


def in_portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    """``values`` in lists of at most ``AT_ONCE``."""
    iterator = iter(values)
    while some := list(islice(iterator, AT_ONCE)):
        yield some
