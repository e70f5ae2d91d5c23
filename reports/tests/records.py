"""Meetings as they stand in the database, for tests that only count them."""

from datetime import date
from uuid import uuid4

from branches.choices import Role
from branches.models import Branch, Group
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Credit, Meeting
from tests.factories import AppointmentFactory, UserFactory


def held(
    branch: Branch,
    kind: MeetingKind,
    day: date,
    *,
    state: MeetingState = MeetingState.ACCEPTED,
    group: Group | None = None,
    also: tuple[Branch, ...] = (),
    **details,
) -> Meeting:
    """A meeting of that kind on that day, credited to ``also`` as well."""
    if state == MeetingState.CANCELLED:
        details.setdefault("cancel_reason", "增援抗洪")
    details.setdefault("title", kind.label)
    meeting = Meeting.objects.create(
        branch=branch,
        token=uuid4(),
        state=state,
        held_on=day,
        recorded_by=details.pop("recorded_by", None) or UserFactory(),
        **details,
    )
    for place in (branch, *also):
        Credit.objects.create(meeting=meeting, branch=place, kind=kind, group=group)
    return meeting


def with_committee(branch: Branch) -> Branch:
    """The branch has a committee, so that it owes committee meetings."""
    AppointmentFactory(branch=branch, role=Role.COMMITTEE_MEMBER, post="组织委员")
    return branch
