"""What waits to be reviewed, oldest first, and what stands before and after one of it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from meetings.models import Meeting
from meetings.models.meeting import MeetingQuerySet


@dataclass(frozen=True, slots=True)
class Around:
    """Keys of the neighbours, and the place in the queue counted from one."""

    previous: int | None
    next: int | None
    place: int
    total: int


def waiting(user: User) -> MeetingQuerySet:
    """Records that ``user`` may accept or return, those first that wait longest."""
    return Meeting.objects.visible_to(user).reviewable_by(user).order_by("handed_in_at", "pk")


def around(user: User, meeting: Meeting) -> Around:
    """The neighbours of one that waits. One query."""
    keys = list(waiting(user).values_list("pk", flat=True))
    place = keys.index(meeting.pk) if meeting.pk in keys else len(keys)
    return Around(
        previous=keys[place - 1] if place > 0 else None,
        next=keys[place + 1] if place + 1 < len(keys) else None,
        place=place + 1,
        total=len(keys),
    )
