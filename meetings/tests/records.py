"""A blameless record of a branch's theme day; a test spoils the one detail that it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from branches.choices import Role, UnitKind
from meetings.choices import MeetingKind, Presence
from meetings.models import Meeting
from meetings.record import Item, Mark, Record, Resolve, SittingTime, Words
from meetings.services.record import record_meeting
from members.models import Membership
from tests.factories import BranchFactory, UnitFactory, at, member_of, user_with

DAY = date(2026, 9, 18)
EVENING = at(DAY, 19)
NOW = EVENING + timedelta(hours=3)
PRESENT = Mark(Presence.PRESENT)


def a_branch(people: int = 3):
    """A branch with full members; returns it with them, by name."""
    branch = BranchFactory()
    return branch, [member_of(branch) for _ in range(people)]


def a_record(branch, **details) -> Record:
    """Of everybody on the branch's roster, all present, first in the chair, second recording."""
    roster = Membership.objects.roster_on(branch, DAY).values_list("member_id", flat=True)
    people = list(roster)
    return replace(
        Record(
            kinds=(MeetingKind.THEME_DAY,),
            title="学习训练安全规定",
            sittings=(SittingTime(EVENING, EVENING + timedelta(minutes=90)),),
            place="学习室",
            marks=dict.fromkeys(people, PRESENT),
            chair_id=people[0],
            recorder_id=people[-1],
            summary="逐条学习了规定，对照上周演练找差距。",
            items=(
                Item(
                    "学习规定",
                    "领学第三章。",
                    speeches=(Words("演练时沟通不够。", people[0]),),
                    decisions=(Resolve("每周检查一次装备。", people[0], DAY + timedelta(days=14)),),
                ),
            ),
        ),
        **details,
    )


def neighbours(*sizes: int):
    """Branches of one brigade, each with so many full members."""
    brigade = UnitFactory(kind=UnitKind.BRIGADE)
    branches = [BranchFactory(unit=UnitFactory(parent=brigade)) for _ in sizes]
    return [
        (branch, [member_of(branch) for _ in range(size)])
        for branch, size in zip(branches, sizes, strict=True)
    ]


def record(branch, *, by=None, token=None, now=NOW, **details) -> Meeting:
    """Hand in `a_record` with these details."""
    seen = details.pop("seen", None)
    return record_meeting(
        branch=branch,
        record=a_record(branch, **details),
        token=token or uuid4(),
        by=by or user_with(Role.SECRETARY, branch=branch),
        now=now,
        seen=seen,
    )
