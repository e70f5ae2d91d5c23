"""Recording a meeting: written once, complete, with roster and votes of the day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from branches.choices import Role
from branches.services.provisions import load_provisions
from meetings.choices import (
    MeetingKind,
    MeetingState,
    Presence,
    ReviewAction,
    VoteMatter,
    VoteMethod,
)
from meetings.models import Attendance, Credit, Decision, Meeting, Review
from meetings.record import Ballot, Item, Mark, Resolve, SittingTime, Words
from meetings.services.record import record_meeting
from meetings.services.refusals import MeetingRefused
from meetings.tests.records import DAY, EVENING, NOW, PRESENT, a_branch, a_record, record
from members.choices import MembershipKind, Stage
from tests.factories import (
    MembershipFactory,
    at,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
TWO = (
    SittingTime(at(DAY, 9), at(DAY, 10)),
    SittingTime(at(DAY, 19), at(DAY, 20), "车库"),
)


def test_a_record_is_complete_and_handed_in():
    branch, people = a_branch(3)
    secretary = user_with(Role.SECRETARY, branch=branch)

    meeting = record(
        branch,
        by=secretary,
        marks={
            people[0].pk: PRESENT,
            people[1].pk: Mark(Presence.ON_WATCH),
            people[2].pk: Mark(Presence.ABSENT),
        },
    )

    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on) == (MeetingState.HANDED_IN, DAY)
    assert (meeting.expected, meeting.present, meeting.excused) == (3, 1, 1)
    assert (meeting.expected_voters, meeting.present_voters) == (3, 1)
    assert meeting.late_days == 0
    assert [review.action for review in meeting.reviews.all()] == [ReviewAction.HAND_IN]
    assert meeting.reviews.get().by == secretary
    item = meeting.agenda.get()
    assert item.speeches.get().speaker_name == people[0].name
    decision = item.decisions.get()
    assert (decision.year, decision.number, decision.owner) == (2026, 1, people[0])


@pytest.mark.parametrize(
    ("spoilt", "field", "reason"),
    [
        ({"kinds": ()}, "kinds", "会议类型"),
        ({"title": " "}, "title", "主题"),
        ({"place": ""}, "place", "地点"),
        ({"sittings": ()}, "day", "日期"),
        ({"sittings": (SittingTime(EVENING, EVENING),)}, "ends", "晚于"),
        (
            {"sittings": (SittingTime(NOW + timedelta(minutes=1), NOW + timedelta(hours=1)),)},
            "starts",
            "尚未召开",
        ),
        ({"sittings": (*TWO, TWO[0])}, "two", "最多分2场"),
        ({"sittings": TWO[::-1]}, "starts2", "第一场结束之后"),
        (
            {
                "sittings": (
                    SittingTime(at(date(2026, 9, 1), 9), at(date(2026, 9, 1), 10)),
                    TWO[1],
                )
            },
            "day2",
            "超过一周",
        ),
        ({"chair_id": None}, "chair", "主持人"),
        ({"chair_id": 10**9}, "chair", "名册"),
        ({"recorder_id": None}, "recorder", "记录人"),
        ({"summary": "", "items": (Item("只有标题"),)}, "summary", "主要内容"),
        ({"items": (Item(" ", "说了什么"),)}, "i0-title", "第 1 项"),
        ({"items": (Item("议题", speeches=(Words("同意", 10**9),)),)}, "i0-s0-who", "名册"),
        ({"items": (Item("议题", decisions=(Resolve("去办", 10**9),)),)}, "i0-d0-owner", "名册"),
        (
            {"items": (Item("议题", decisions=(Resolve("去办", None, date(2026, 9, 1)),)),)},
            "i0-d0-due",
            "早于",
        ),
        ({"marks": {}}, "roll", "名册有变化"),
        ({"kinds": (MeetingKind.GROUP,)}, "groups", "党小组"),
        ({"kinds": (MeetingKind.GROUP,), "group_ids": (10**9,)}, "groups", "没有党员"),
        ({"kinds": (MeetingKind.COMMITTEE,)}, "roll", "没有应到会的人"),
        ({"kinds": (MeetingKind.ORG_LIFE, MeetingKind.COMMITTEE)}, "roll", "没有应到会的人"),
        ({"kinds": (MeetingKind.GENERAL, MeetingKind.COMMITTEE)}, "kinds", "请分开记"),
        ({"kinds": (MeetingKind.THEME_DAY, MeetingKind.GROUP)}, "groups", "党小组"),
        ({"theme_id": 10**9}, "theme", "已撤销"),
    ],
)
def test_a_record_lacking_something_is_refused_with_the_field(spoilt, field, reason):
    branch, _ = a_branch()

    with pytest.raises(MeetingRefused, match=reason) as refused:
        record(branch, **spoilt)

    assert field in [problem.field for problem in refused.value.problems]
    assert not Meeting.objects.exists()


def test_nobody_present_is_no_meeting():
    branch, people = a_branch(2)

    with pytest.raises(MeetingRefused, match="未召开"):
        record(branch, marks={each.pk: Mark(Presence.CALLED_OUT) for each in people})


def test_all_that_lacks_is_said_at_once():
    branch, _ = a_branch()

    with pytest.raises(MeetingRefused) as refused:
        record(branch, title="", place="", kinds=())

    assert [problem.field for problem in refused.value.problems] == ["kinds", "title", "place"]


def test_a_day_before_the_branch_was_founded_is_refused():
    branch, _ = a_branch()
    branch.founded_on = DAY + timedelta(days=1)

    with pytest.raises(MeetingRefused, match="尚未成立"):
        record(branch)


@pytest.mark.parametrize("days", [4, 40])
def test_late_entry_is_allowed_with_a_reason_and_marked(days):
    load_provisions()
    branch, _ = a_branch()
    now = NOW + timedelta(days=days)
    with pytest.raises(MeetingRefused, match=f"第 {days} 天上报属于补录"):
        record(branch, now=now)

    meeting = record(branch, now=now, late_reason="连续增援，会后未及时整理。")

    assert (meeting.late_days, meeting.late_reason[:4]) == (days, "连续增援")
    assert list(Meeting.objects.late()) == [meeting]


def test_three_days_later_is_not_late_yet():
    load_provisions()
    branch, _ = a_branch()

    meeting = record(branch, now=NOW + timedelta(days=3), late_reason="不需要的原因")

    assert (meeting.late_days, meeting.late_reason) == (0, "")


def test_the_same_token_twice_makes_one_meeting():
    branch, _ = a_branch()
    secretary, token = user_with(Role.SECRETARY, branch=branch), uuid4()

    first = record(branch, by=secretary, token=token)
    second = record(branch, by=secretary, token=token, seen=())

    assert first == second
    assert Meeting.objects.count() == Review.objects.count() == Decision.objects.count() == 1


def test_roster_and_vote_are_those_of_the_day():
    branch, (chair,) = a_branch(1)
    moved_in_later = MembershipFactory(branch=branch, since=DAY + timedelta(days=1)).member
    moved_out = MembershipFactory(branch=branch, until=DAY).member
    confirmed_later = member_of(branch, confirmed_on="2026-10-01")
    joined_later = member_of(branch, stage=Stage.PROBATIONARY, joined_on="2026-10", confirmed_on="")
    probationary = member_of(branch, stage=Stage.PROBATIONARY, confirmed_on="")
    guest = MembershipFactory(branch=branch, kind=MembershipKind.ATTACHED).member
    day_of = dict.fromkeys([chair, moved_out, confirmed_later, probationary, guest], PRESENT)

    meeting = record(branch, marks={each.pk: mark for each, mark in day_of.items()})

    votes = dict(meeting.attendances.values_list("member_id", "may_vote"))
    assert votes == {
        chair.pk: True,
        moved_out.pk: True,
        confirmed_later.pk: False,
        probationary.pk: False,
        guest.pk: False,
    }
    assert moved_in_later.pk not in votes
    assert joined_later.pk not in votes
    assert (meeting.expected_voters, meeting.present_voters) == (2, 2)


def test_a_committee_meeting_expects_who_held_a_post_that_day():
    branch, people = a_branch(3)
    posts = [
        user_with(Role.SECRETARY, branch=branch),
        user_with(Role.COMMITTEE_MEMBER, branch=branch),
        user_with(Role.COMMITTEE_MEMBER, branch=branch),
    ]
    for member, user in zip(people, posts, strict=True):
        member.user = user
        member.save()
    posts[2].appointments.update(until=DAY - timedelta(days=1))

    meeting = record(
        branch, by=posts[0], kinds=(MeetingKind.COMMITTEE, MeetingKind.FIRST_TOPIC), items=()
    )

    assert set(meeting.attendances.values_list("member_id", flat=True)) == {
        people[0].pk,
        people[1].pk,
    }
    assert set(meeting.credits.values_list("kind", flat=True)) == {
        MeetingKind.COMMITTEE,
        MeetingKind.FIRST_TOPIC,
    }


def test_two_sittings_are_one_meeting():
    branch, people = a_branch(3)

    meeting = record(
        branch,
        sittings=TWO,
        marks={
            people[0].pk: PRESENT,
            people[1].pk: Mark(Presence.PRESENT, sitting=2),
            people[2].pk: Mark(Presence.LEAVE),
        },
    )

    assert list(meeting.sittings.values_list("number", "place")) == [(1, ""), (2, "车库")]
    assert meeting.present == 2
    sittings = dict(meeting.attendances.values_list("member_id", "sitting__number"))
    assert (sittings[people[0].pk], sittings[people[1].pk]) == (1, 2)
    assert Credit.objects.filter(meeting=meeting).count() == 1


def voted(yes, no=0, abstained=0, matter=VoteMatter.ORDINARY, written_yes=0):
    return Item(
        "表决", "讨论", ballot=Ballot(matter, VoteMethod.HANDS, yes, no, abstained, written_yes)
    )


@pytest.mark.parametrize(("yes", "passed"), [(3, True), (2, False)])
def test_a_vote_is_judged_by_the_expected_voters(yes, passed):
    branch, people = a_branch(5)
    marks = {each.pk: PRESENT for each in people[:3]} | {
        each.pk: Mark(Presence.ON_WATCH) for each in people[3:]
    }

    meeting = record(
        branch, kinds=(MeetingKind.GENERAL,), marks=marks, items=(voted(yes, 3 - yes),)
    )

    assert meeting.agenda.get().passed is passed


def test_a_vote_that_does_not_add_up_is_refused():
    branch, _ = a_branch(5)

    with pytest.raises(MeetingRefused, match="与实到有表决权的 5 人不符"):
        record(branch, items=(voted(3, 1),))


def test_decisions_are_numbered_by_branch_and_year():
    branch, _ = a_branch()
    other, _ = a_branch()
    two = (Item("一", "略", decisions=(Resolve("甲"), Resolve("乙"))),)

    record(branch, items=two)
    record(other, items=two)
    record(branch, items=two)

    numbers = Decision.objects.filter(branch=branch).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Decision.objects.filter(branch=other).count() == 2


def test_recording_takes_sixteen_statements(django_assert_num_queries):
    """With 25 people, agenda, speeches and decisions, the transaction's two included."""
    load_provisions()
    branch, people = a_branch(25)
    details = {
        "by": user_with(Role.SECRETARY, branch=branch),
        "record": a_record(
            branch,
            items=tuple(
                Item(
                    f"议题{n}",
                    "讨论",
                    speeches=(Words("发言", people[n].pk),),
                    decisions=(Resolve("去办", people[n].pk),),
                )
                for n in range(4)
            ),
        ),
    }

    with django_assert_num_queries(16):
        meeting = record_meeting(branch=branch, token=uuid4(), now=NOW, **details)

    assert Attendance.objects.filter(meeting=meeting).count() == 25
