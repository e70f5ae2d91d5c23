"""Decisions of earlier meetings come back on the next agenda until another person verified them.

How each stood is told as of the day of the meeting that hears of it, however late its record comes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from branches.models import Branch
from duties.choices import OWED, DutySource, DutyState
from duties.history import status_at, stood_on
from duties.models import Duty
from meetings import fields as names
from meetings.fields import Fields
from meetings.models import Decision, Meeting

HEARING = "听取上次决议落实情况"


@dataclass(frozen=True, slots=True)
class Earlier:
    """One decision with its duty, and how that stood on ``as_of``."""

    duty_id: int
    number: str
    text: str
    owner_name: str
    due_on: date
    state: DutyState
    as_of: date

    @property
    def key(self) -> str:
        """What the form sends for it."""
        return str(self.duty_id)

    @property
    def status(self) -> tuple[str, str]:
        return status_at(self.state, self.due_on, self.as_of)


def earlier_decisions(
    *, branch: Branch, day: date, meeting: Meeting | None = None, named: Collection[int] = ()
) -> list[Earlier]:
    """What meetings before the day decided and nobody had verified by its end, oldest first.

    Those ``named`` by their duties come too, verified or not. ``meeting`` is the one whose record
    is being changed: it hears nothing of its own decisions. At most three queries.
    """
    unverified = Q(state__in=[*OWED, DutyState.DONE]) | Q(
        state=DutyState.VERIFIED, verified_on__gt=day
    )
    duties = {
        int((duty.key or "").rpartition(":")[2]): duty
        for duty in Duty.objects.filter(branch=branch, source=DutySource.DECISION)
        .filter(unverified | Q(pk__in=named))
        .exclude(state=DutyState.DROPPED)
        .only("pk", "key", "due_on")
    }
    if not duties:
        return []
    decided = Decision.objects.filter(pk__in=duties, item__meeting__held_on__lt=day)
    if meeting:
        decided = decided.exclude(item__meeting=meeting)
    rows = decided.order_by("year", "number").values_list(
        "pk", "year", "number", "text", "owner__name"
    )
    states = stood_on([duty.pk for duty in duties.values()], day)
    return [
        Earlier(
            duty_id=duties[pk].pk,
            number=f"〔{year}〕{number}号",
            text=text,
            owner_name=owner or "",
            due_on=duties[pk].due_on,
            state=states[duties[pk].pk],
            as_of=day,
        )
        for pk, year, number, text, owner in rows
    ]


def put_on_agenda(fields: Fields, earlier: Sequence[Earlier]) -> Fields:
    """The form with one item more, the first, that hears of these; as it was when it has one."""
    if not earlier or names.heard(fields):
        return fields
    return names.with_first_item(
        fields, {"title": [HEARING], "heard": [each.key for each in earlier]}
    )
