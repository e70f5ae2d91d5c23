"""What a record shows, taken from its reading: no query but those that its page makes anyway."""

from __future__ import annotations

from datetime import date
from typing import Any

from meetings.choices import UNEXCUSED, OddityKind
from meetings.inspections.suggestions import Facts, Resolved, Suggestion, suggestions
from meetings.models import Meeting
from meetings.reading import Reading


def facts_of(meeting: Meeting, reading: Reading) -> Facts:
    """The reading must be an overseer's: oddities are shown to no one else."""
    decided: list[Any] = [row for item in reading.agenda for row in item.decisions]
    standing = reading.standing
    return Facts(
        place=meeting.place,
        chaired=meeting.chair_id is not None,
        recorded=meeting.recorder_id is not None,
        summary=meeting.summary,
        items=sum(1 for item in reading.agenda if item.report or item.speeches or item.decisions),
        speeches=sum(len(item.speeches) for item in reading.agenda),
        absent=sum(1 for person in reading.away if person.presence in UNEXCUSED),
        to_make_up=sum(1 for person in reading.away if person.made_up_on is None),
        suffices=standing is None or standing.suffices,
        standing=standing.sentence if standing else "",
        files=len(reading.files),
        decisions=tuple(
            Resolved(
                f"〔{row.year}〕{row.number}号",
                bool(row.owner__name),
                row.due_on,
                row.done_on is not None,
            )
            for row in decided
        ),
        late_days=meeting.late_days,
        oddities=tuple(
            (row.pk, OddityKind(row.kind), row.sentence)
            for row in reading.oddities
            if row.explained_at is None
        ),
    )


def suggested(meeting: Meeting, reading: Reading, today: date) -> list[Suggestion]:
    """What the inspector may confirm."""
    return suggestions(facts_of(meeting, reading), today)
