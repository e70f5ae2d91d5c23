"""Two theme days to which a neighbouring branch invited the showcase's: one waits for its word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from branches.choices import UnitKind
from branches.paths import above
from demo.tree import Plan
from meetings.choices import ENTERED, PartnerState, Presence
from meetings.models import Meeting, Partner
from meetings.services import partners


def gather(meetings: Iterable[Meeting], plans: Sequence[Plan], *, now: datetime) -> None:
    """The latest of the neighbours' theme days are joint ones; the later is not yet confirmed."""
    guest = next(plan for plan in plans if plan.units[0].kind == UnitKind.STATION)
    around = above(guest.branch.unit.path)
    hosts = {
        plan.branch.pk
        for plan in plans
        if plan is not guest and plan.branch.unit.path.startswith(around)
    }
    held = [
        meeting
        for meeting in meetings
        if meeting.branch_id in hosts and meeting.theme_id and meeting.state in ENTERED
    ]
    held.sort(key=lambda meeting: meeting.held_on, reverse=True)
    for number, meeting in enumerate(held[:2]):
        partner = Partner.objects.create(meeting=meeting, **_came(guest))
        if number:
            partners.confirm(partner=partner, by=guest.full_members[0].user, now=now)


def _came(guest: Plan) -> dict[str, object]:
    full = {member.pk for member in guest.full_members}
    roll = [
        [
            member.pk,
            (Presence.ON_WATCH if number % 7 == 3 else Presence.PRESENT).value,
            "",
            member.pk in full,
            1,
        ]
        for number, member in enumerate(guest.people)
    ]
    away = sum(row[1] == Presence.ON_WATCH for row in roll)
    return {
        "branch": guest.branch,
        "state": PartnerState.WAITING,
        "roll": roll,
        "expected": len(roll),
        "present": len(roll) - away,
        "excused": away,
    }
