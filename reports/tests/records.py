"""Meetings and claims as they stand in the database, for tests that only count them."""

from datetime import date
from uuid import uuid4

from assessment.choices import RuleSetState
from assessment.models import Claim, Rule, RuleSet
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


def a_rule() -> Rule:
    """A rule of points that are claimed."""
    rule_set = RuleSet.objects.create(
        name="测试规则",
        version=99,
        state=RuleSetState.IN_FORCE,
        effective_from="2020Q1",
        base=60,
        bonus_cap=40,
    )
    return Rule.objects.create(
        rule_set=rule_set, code="T1", name="立功", group="奖励", basis="claim", points=5
    )


def a_claim(member, branch, rule) -> Claim:
    """A claim of the member that waits."""
    return Claim.objects.create(
        token=uuid4(),
        member=member,
        branch=branch,
        rule=rule,
        quarter="2025Q3",
        points=5,
        occurred_on=date(2025, 9, 10),
        reason="立功",
        proposed_by=member.user or UserFactory(),
    )
