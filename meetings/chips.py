"""The roll of the form: one chip for each person, and what a touch on it offers."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.choices import EXCUSED, ON_DUTY, Presence
from meetings.fields import SECOND


def _group(reason: Presence) -> str:
    if reason in ON_DUTY:
        return "duty"
    return "excused" if reason in EXCUSED else "absent"


# Value, label and group of what a touch on a name offers, the likeliest first.
REASONS = [
    (reason.value, reason.label, _group(reason))
    for reason in Presence
    if reason != Presence.PRESENT
]
ONE_SITTING = ((Presence.PRESENT.value, Presence.PRESENT.label, "present"), *REASONS)
TWO_SITTINGS = (
    (Presence.PRESENT.value, "第一场到会", "present"),
    (Presence.PRESENT.value + SECOND, "第二场到会", "present"),
    *REASONS,
)


@dataclass(frozen=True)
class Chip:
    """One person of the roll."""

    name: str
    note: str
    field: str
    value: str
    voting: bool
