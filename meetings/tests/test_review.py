"""The way of a record: returned, changed, handed in again, accepted; nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from branches.choices import Role
from branches.services.provisions import load_provisions
from meetings.choices import MeetingState, Presence, ReviewAction
from meetings.models import Decision, Meeting
from meetings.record import Item, Mark, Resolve
from meetings.services.record import hand_in
from meetings.services.refusals import MeetingRefused
from meetings.services.review import accept, accept_several, return_meeting, withdraw
from meetings.tests.records import NOW, PRESENT, a_branch, a_record, record
from members.models import Membership
from notices.models import Notice
from tests.factories import UserFactory, user_with

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def branch():
    return a_branch(3)[0]


@pytest.fixture
def secretary(branch):
    return user_with(Role.SECRETARY, branch=branch)


@pytest.fixture
def officer(branch):
    return user_with(Role.BRIGADE_OFFICER, unit=branch.unit)


@pytest.fixture
def meeting(branch, secretary):
    return record(branch, by=secretary)


def actions(meeting):
    return list(meeting.reviews.values_list("action", flat=True))


def test_accepting_twice_leaves_one_line(meeting, officer):
    for _ in range(2):
        accept(meeting=meeting, by=officer, now=LATER)

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.ACCEPTED
    assert actions(meeting) == [ReviewAction.HAND_IN, ReviewAction.ACCEPT]


def test_returning_needs_a_remark_and_tells_the_author_once(meeting, officer, secretary):
    with pytest.raises(MeetingRefused, match="写明退回的原因"):
        return_meeting(meeting=meeting, by=officer, now=LATER, remark=" ")

    for _ in range(2):
        return_meeting(meeting=meeting, by=officer, now=LATER, remark="缺少讨论发言")

    notice = Notice.objects.get()
    assert notice.recipient == secretary
    assert "缺少讨论发言" in notice.body
    assert notice.path == meeting.get_absolute_url()


def test_accepting_tells_the_author_and_the_secretary_once(branch, officer, secretary):
    author = user_with(Role.COMMITTEE_MEMBER, branch=branch)
    meeting = record(branch, by=author)

    for _ in range(2):
        accept(meeting=meeting, by=officer, now=LATER)

    told = Notice.objects.order_by("recipient")
    assert {notice.recipient for notice in told} == {author, secretary}
    assert {notice.subject for notice in told} == {"记录已通过：学习训练安全规定"}


def test_many_accepted_at_once_are_one_message(branch, officer, secretary):
    meetings = [record(branch, by=secretary, title=f"第{number}次") for number in range(5)]

    accept_several(meetings=meetings, by=officer, now=LATER)

    notice = Notice.objects.get()
    assert (notice.recipient, notice.subject) == (secretary, "5 份记录已通过")
    assert "“第0次”、“第1次”、“第2次”等已通过审核" in notice.body


@pytest.mark.parametrize("step", [accept, return_meeting], ids=["accept", "return"])
def test_nobody_reviews_the_own_record(meeting, secretary, step):
    details = {"remark": "好"} if step is return_meeting else {}

    with pytest.raises(MeetingRefused, match="另一个人"):
        step(meeting=meeting, by=secretary, now=LATER, **details)


def test_what_was_decided_on_cannot_be_withdrawn(meeting, officer, secretary):
    accept(meeting=meeting, by=officer, now=LATER)

    with pytest.raises(MeetingRefused, match="已通过"):
        withdraw(meeting=meeting, by=secretary, now=LATER)


def test_several_are_accepted_at_once_but_never_twice(branch, secretary, officer):
    meetings = [record(branch, by=secretary, title=f"会议{n}") for n in range(3)]
    return_meeting(meeting=meetings[0], by=officer, now=LATER, remark="请补充")

    accepted = accept_several(meetings=meetings, by=officer, now=LATER)

    assert {each.pk for each in accepted} == {meetings[1].pk, meetings[2].pk}
    assert Meeting.objects.counted().count() == 2
    assert accept_several(meetings=meetings, by=officer, now=LATER) == []
    assert actions(meetings[1]) == [ReviewAction.HAND_IN, ReviewAction.ACCEPT]


def test_several_with_an_own_one_among_them_are_refused_whole(branch, officer):
    meetings = [record(branch, by=UserFactory()), record(branch, by=officer)]

    with pytest.raises(MeetingRefused, match="另一个人"):
        accept_several(meetings=meetings, by=officer, now=LATER)

    assert not Meeting.objects.counted().exists()


def test_returned_changed_and_handed_in_again_keeps_everything(meeting, branch, officer, secretary):
    people = list(Membership.objects.roster_on(branch, meeting.held_on))
    numbered = Decision.objects.get()
    made_up = meeting.attendances.last()
    made_up.made_up_how = "个别传达"
    made_up.save()
    return_meeting(meeting=meeting, by=officer, now=LATER, remark="请补充决定")
    changed = a_record(
        branch,
        title="学习训练安全规定（修改）",
        marks={each.member_id: PRESENT for each in people[:2]}
        | {people[2].member_id: Mark(Presence.SICK)},
        items=(
            Item("新议题", "补充", decisions=(Resolve("新决定"),)),
            Item("学习规定", "领学", decisions=(Resolve("改写的决定", decision_id=numbered.pk),)),
        ),
    )

    for _ in range(2):
        handed_in = hand_in(meeting=meeting, record=changed, version=1, by=secretary, now=LATER)

    assert handed_in.version == 2
    assert handed_in.title.endswith("（修改）")
    assert actions(meeting) == [ReviewAction.HAND_IN, ReviewAction.RETURN, ReviewAction.HAND_IN]
    revision = meeting.revisions.get()
    assert (revision.number, revision.content["title"]) == (1, ["学习训练安全规定"])
    assert [item.title for item in meeting.agenda.all()] == ["新议题", "学习规定"]
    numbered.refresh_from_db()
    assert (numbered.number, numbered.text, numbered.item.number) == (1, "改写的决定", 2)
    assert Decision.objects.get(text="新决定").number == 2
    assert (handed_in.present, handed_in.excused) == (2, 1)
    made_up.refresh_from_db()
    assert made_up.made_up_how == "个别传达"
    assert not Notice.objects.filter(withdrawn_at=None).exists()


def test_a_change_from_an_older_version_is_refused(meeting, branch, officer, secretary):
    withdraw(meeting=meeting, by=secretary, now=LATER)
    hand_in(meeting=meeting, record=a_record(branch), version=1, by=secretary, now=LATER)
    return_meeting(meeting=meeting, by=officer, now=LATER, remark="再改")

    with pytest.raises(MeetingRefused, match="另一处修改"):
        hand_in(
            meeting=meeting,
            record=a_record(branch, title="旧页面上的修改"),
            version=1,
            by=secretary,
            now=LATER,
        )

    assert meeting.revisions.count() == 1


def test_lateness_stays_what_it_was_when_first_handed_in(branch, secretary, officer):
    load_provisions()
    meeting = record(branch, by=secretary)
    return_meeting(meeting=meeting, by=officer, now=LATER, remark="请补充")
    much_later = NOW + timedelta(days=20)

    handed_in = hand_in(
        meeting=meeting, record=a_record(branch), version=1, by=secretary, now=much_later
    )

    assert handed_in.late_days == 0


def test_an_edit_leaves_other_records_alone(meeting, branch, secretary):
    other = record(branch, by=secretary, token=uuid4(), title="另一次")
    withdraw(meeting=meeting, by=secretary, now=LATER)

    hand_in(meeting=meeting, record=a_record(branch, items=()), version=1, by=secretary, now=LATER)

    assert Decision.objects.get().item.meeting == other
    assert other.attendances.count() == 3
