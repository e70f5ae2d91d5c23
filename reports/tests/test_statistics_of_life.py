"""Statistics of meetings, attendance, points and decisions, and what was on record at a moment."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessment.choices import EntryOrigin, SettlementState
from assessment.models import Entry, Settlement, SettlementStep
from assessment.models.rules import Band
from branches.models import Branch
from meetings.choices import MeetingKind, MeetingState, PartnerState, Presence, ReviewAction
from meetings.models import AgendaItem, Credit, Decision, Meeting, Partner, Review
from reports.compliance import compliance_of
from reports.statistics import CATALOGUE
from reports.tests.figures import AFTER, ask, known_member, numbers
from reports.tests.records import a_rule
from tests.factories import MeetingFactory, UserFactory, attended

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 10)


def held(branch, kind=MeetingKind.THEME_DAY, day=DAY, **details):
    return MeetingFactory(branch=branch, held_on=day, kinds=[kind], **details)


def step(meeting, action, moment):
    remark = "补签到" if action == ReviewAction.RETURN else ""
    Review.objects.create(
        meeting=meeting, action=action, by=UserFactory(), at=moment, remark=remark
    )


def test_owed_entered_and_overdue_are_those_of_the_board(force):
    held(force.here)
    question = ask(force.detachment)
    board = compliance_of(
        Branch.objects.under(force.detachment), period=question.period, today=question.today
    ).summary

    table = CATALOGUE["life-by-kind"].table(question)

    assert table.totals == (board.owed, board.entered, board.overdue)
    assert board.entered == 1
    assert numbers("life-by-kind", question, 1) == {"theme_day": 1}


def test_what_a_partner_answers_takes_nothing_back_and_counts_from_then_on(force):
    meeting = held(force.here)
    attended(meeting, known_member(force.here))
    guest = attended(meeting, known_member(force.there))
    guest.branch = force.there
    guest.save()
    step(meeting, ReviewAction.ACCEPT, AFTER - timedelta(days=3))
    Credit.objects.create(meeting=meeting, branch=force.there, kind=MeetingKind.THEME_DAY)
    Partner.objects.create(
        meeting=meeting, branch=force.there, state=PartnerState.CONFIRMED,
        answered_by=UserFactory(), answered_at=AFTER - timedelta(days=1),
    )  # fmt: skip
    step(meeting, ReviewAction.JOIN, AFTER - timedelta(days=1))

    def counted(as_of):
        question = ask(force.detachment, as_of=as_of)
        entered = numbers("life-by-kind", question, 1).get("theme_day", 0)
        return entered, numbers("attendance-by-reason", question).get("present", 0)

    assert counted(AFTER) == (2, 2)
    assert counted(AFTER - timedelta(days=2)) == (1, 1)


def test_branches_that_are_behind_and_those_that_are_not(force):
    for kind, months in ((MeetingKind.THEME_DAY, (7, 8, 9)), (MeetingKind.GENERAL, (7,)),
                         (MeetingKind.LECTURE, (8,))):  # fmt: skip
        for month in months:
            held(force.here, kind, date(2025, month, 10))

    question = ask(force.detachment)
    behind = CATALOGUE["life-behind"].table(question).lines

    assert set(numbers("life-complete", question)) == {"DM"}
    assert [(line.key, line.values[1]) for line in behind] == [("XM", 0)]
    assert "主题党日 3 次" in behind[0].note


@pytest.mark.parametrize(
    ("steps", "counts"),
    [
        ([(ReviewAction.HAND_IN, -2)], True),
        ([(ReviewAction.HAND_IN, 1)], False),
        ([(ReviewAction.HAND_IN, -3), (ReviewAction.RETURN, -2)], False),
        ([(ReviewAction.HAND_IN, -3), (ReviewAction.RETURN, 2)], True),
        (
            [(ReviewAction.HAND_IN, -4), (ReviewAction.RETURN, -3), (ReviewAction.HAND_IN, -2)],
            True,
        ),
        ([(ReviewAction.HAND_IN, -3), (ReviewAction.WITHDRAW, -2)], False),
        ([(ReviewAction.HAND_IN, -3), (ReviewAction.ACCEPT, 3)], True),
    ],
    ids=[
        "handed in",
        "later",
        "returned",
        "returned later",
        "again",
        "withdrawn",
        "accepted later",
    ],
)
def test_a_meeting_counts_as_it_stood_at_the_moment(force, steps, counts):
    """Whatever its state is today."""
    meeting = held(force.here, recorded_at=AFTER - timedelta(days=9), state=MeetingState.RETURNED)
    for action, days in steps:
        step(meeting, action, AFTER + timedelta(days=days))

    question = ask(force.detachment)
    assert numbers("life-by-kind", question, 1) == ({"theme_day": 1} if counts else {})
    assert numbers("meetings-by-month", question) == ({"9": 1} if counts else {})


def test_a_record_without_steps_counts_from_when_it_was_handed_in(force):
    held(force.here, handed_in_at=AFTER + timedelta(days=1))

    assert numbers("meetings-by-month", ask(force.detachment)) == {}
    later = ask(force.detachment, as_of=AFTER + timedelta(days=2))
    assert numbers("meetings-by-month", later) == {"9": 1}
    assert numbers("life-by-kind", later, 1) == {"theme_day": 1}


def test_late_records_are_told_apart(force):
    held(force.here)
    held(force.here, late_days=3, late_reason="出警")

    assert numbers("records-by-timeliness", ask(force.brigade)) == {"on_time": 1, "late": 1}


def test_attendance_both_ways(force):
    meeting = held(force.here)
    Credit.objects.create(meeting=meeting, branch=force.here, kind=MeetingKind.LECTURE)
    for presence in (Presence.PRESENT, Presence.PRESENT, Presence.CALLED_OUT, Presence.ABSENT):
        attended(meeting, known_member(force.here), presence)
    meeting.attendances.filter(presence=Presence.CALLED_OUT).update(made_up_on=date(2025, 9, 20))
    question = ask(force.brigade)

    lines = {
        line.key: line.values for line in CATALOGUE["attendance-by-kind"].table(question).lines
    }
    assert lines == {"party_lecture": (4, 2, 1, 1), "theme_day": (4, 2, 1, 1)}
    rates = CATALOGUE["attendance-by-kind"].table(question).rates
    assert [rate.of(lines["theme_day"]) for rate in rates] == [(2, 4), (2, 3)]
    assert numbers("attendance-by-reason", question) == {
        "present": 2, "called_out": 1, "absent": 1,
    }  # fmt: skip
    assert numbers("attendance-by-reason", question, 1) == {"called_out": 1}
    assert CATALOGUE["attendance-by-reason"].table(question).whole == 4


def test_people_of_another_branch_at_a_joint_meeting_count_there(force):
    meeting = held(force.here)
    Credit.objects.create(meeting=meeting, branch=force.there, kind=MeetingKind.THEME_DAY)
    attended(meeting, known_member(force.here))
    guest = attended(meeting, known_member(force.there))
    guest.branch = force.there
    guest.save()

    assert numbers("attendance-by-kind", ask(force.brigade)) == {"theme_day": 1}
    assert numbers("attendance-by-kind", ask(force.detachment)) == {"theme_day": 2}


@pytest.fixture
def settled(force):
    """A member with two points on the ledger before the moment, and two more after it."""
    member, rule = known_member(force.here), a_rule()
    for name, least in (("优", 64), ("良", 62), ("合格", 0)):
        Band.objects.create(rule_set=rule.rule_set, name=name, at_least=least)
    settlement = Settlement.objects.create(
        branch=force.here, quarter="2025Q3", rule_set=rule.rule_set
    )
    for line, days in ((1, -1), (2, 1)):
        Entry.objects.create(
            member=member, branch=force.here, quarter="2025Q3", rule=rule, points=Decimal(2),
            origin=EntryOrigin.COMPUTED, source="meeting:1", line=line, occurred_on=DAY,
            created_at=AFTER + timedelta(days=days),
        )  # fmt: skip
    return settlement


def test_points_by_band_from_the_lines_of_then(force, settled):
    assert numbers("points-by-band", ask(force.brigade)) == {"良": 1}
    later = ask(force.brigade, as_of=AFTER + timedelta(days=2))
    assert numbers("points-by-band", later) == {"优": 1}
    assert numbers("points-by-band", ask(force.detachment, "2025Q2")) == {}


def test_settlements_stand_where_their_last_step_left_them(force, settled):
    SettlementStep.objects.create(
        settlement=settled, state=SettlementState.COMPUTED, at=AFTER - timedelta(hours=1)
    )
    SettlementStep.objects.create(
        settlement=settled, state=SettlementState.PUBLISHED, at=AFTER + timedelta(hours=1)
    )

    assert numbers("settlements-by-state", ask(force.brigade)) == {"computed": 1}


@pytest.mark.parametrize(
    ("due", "done", "outcome"),
    [
        (date(2025, 9, 20), date(2025, 9, 20), "done"),
        (date(2025, 9, 20), date(2025, 9, 21), "done_late"),
        (date(2025, 9, 20), None, "overdue"),
        (date(2025, 9, 20), date(2025, 11, 1), "overdue"),
        (date(2025, 10, 1), None, None),
        (None, None, None),
    ],
)
def test_decisions_by_outcome(force, due, done, outcome):
    item = AgendaItem.objects.create(meeting=held(force.here), number=1, title="议题")
    Decision.objects.create(
        branch=force.here, item=item, year=2025, number=1, text="修训练塔", due_on=due, done_on=done
    )

    expected = {outcome: 1} if outcome else {}
    assert numbers("decisions-by-outcome", ask(force.brigade)) == expected


def test_appraisal_that_is_not_entered_is_not_said_not_to_be_held(force):
    held(force.here, MeetingKind.APPRAISAL)
    table = CATALOGUE["yearly-appraisal"].table(ask(force.detachment, "2025"))

    assert [(line.label, line.values) for line in table.lines] == [
        ("已开展", (1,)),
        ("未录入", (1,)),
    ]
    assert Meeting.objects.count() == 1
