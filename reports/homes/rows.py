"""Rows of what is owed, for components/owed_row.html."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class OwedRow:
    """Day, matter, one button. ``state`` is a key of the status tag, ``word`` says more than it."""

    day: date
    title: str
    url: str
    state: str = ""
    word: str = ""
    notes: list[str] = field(default_factory=list)
    action_url: str = ""
    action_label: str = ""
    primary: bool = False
