"""The roll of a record's form: one chip a person, with what a touch on it offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meetings.choices import EXCUSED, ON_DUTY, Presence
from meetings.fields import SECOND
from meetings.roster import Seat


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


def chips_of(
    seats: Sequence[Seat], chosen: Mapping[int, str], options: Iterable[tuple[str, str, str]]
) -> list[Chip]:
    """One for each seat; present, unless ``chosen`` says something that is offered."""
    known = {value for value, _, _ in options}
    return [
        Chip(
            name=seat.name,
            note="预备" if seat.probationary else "",
            field=f"m{seat.member_id}",
            value=value
            if (value := chosen.get(seat.member_id)) in known
            else Presence.PRESENT.value,
            voting=seat.may_vote,
        )
        for seat in seats
    ]
