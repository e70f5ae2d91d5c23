"""Who gave the demonstration's Party lectures: the branch's own in turn, once a year a guest."""

from __future__ import annotations

from collections.abc import Sequence

from demo import words
from meetings.models import Lecture, Meeting
from members.models import Member


def lecture(
    meeting: Meeting, agenda: Sequence[tuple[str, str]], own: Sequence[Member | None]
) -> Lecture:
    """The lecture that the agenda begins with."""
    turn = meeting.held_on.month // 3 % (len(own) + 1)
    who = own[turn] if turn < len(own) else None
    return Lecture(
        meeting=meeting,
        number=1,
        title=agenda[0][0].removeprefix("党课："),
        lecturer=who,
        lecturer_name=who.name if who else words.INVITED,
        branch=meeting.branch if who else None,
    )
