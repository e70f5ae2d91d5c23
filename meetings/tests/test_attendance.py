"""Attendance after handing in: make-ups, and corrections that leave a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry

from branches.choices import Role
from branches.services.provisions import load_provisions
from meetings.choices import MeetingState, Presence, ReviewAction
from meetings.models import Meeting, Revision
from meetings.record import Mark
from meetings.services.attendance import correct_attendance, make_up, unmake_up
from meetings.services.refusals import MeetingRefused
from meetings.services.review import accept
from meetings.tests.records import DAY, NOW, PRESENT, a_branch, record
from notices.models import Notice
from tests.factories import UserFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """Accepted; the first of three was absent, the second on watch."""
    branch, people = a_branch(3)
    marks = dict(
        zip(
            [person.pk for person in people],
            [Mark(Presence.ABSENT), Mark(Presence.ON_WATCH), PRESENT],
            strict=True,
        )
    )
    meeting = record(branch, marks=marks)
    return accept(meeting=meeting, by=user_with(Role.BRIGADE_OFFICER, unit=branch.unit), now=NOW)


def row(meeting, presence):
    return meeting.attendances.get(presence=presence)


def correct(attendance, presence=Presence.PRESENT, reason="签到表漏记", by=None):
    return correct_attendance(
        attendance=attendance, presence=presence, reason=reason, by=by or UserFactory(), now=NOW
    )


def test_a_correction_changes_the_counts_and_leaves_every_trace(meeting):
    officer = UserFactory(name="李岩")
    absent = row(meeting, Presence.ABSENT)

    correct(absent, by=officer)

    meeting.refresh_from_db()
    assert (meeting.present, meeting.excused, meeting.present_voters) == (2, 1, 2)
    assert (meeting.state, meeting.version) == (MeetingState.ACCEPTED, 2)
    revision = Revision.objects.get(meeting=meeting)
    assert revision.number == 1
    assert revision.content[f"m{absent.member_id}"] == [Presence.ABSENT]
    step = meeting.reviews.last()
    assert (step.action, step.by) == (ReviewAction.CORRECT, officer)
    assert step.remark == f"{absent.member.name}：无故缺席 → 到会。签到表漏记"
    entry = LogEntry.objects.get_for_object(meeting).latest("pk")
    assert entry.actor == officer
    assert entry.changes == {f"{absent.member.name}的到会情况": ["无故缺席", "到会"]}


def test_a_correction_is_told_once_a_day_to_author_and_secretary(meeting):
    officer = user_with(Role.BRIGADE_OFFICER, unit=meeting.branch.unit)
    Notice.objects.all().delete()

    correct(row(meeting, Presence.ABSENT), by=officer)
    correct(row(meeting, Presence.ON_WATCH), by=officer)

    notice = Notice.objects.get()
    assert notice.recipient == meeting.recorded_by
    assert "无故缺席 → 到会。签到表漏记" in notice.body


def test_nobody_is_told_of_the_own_correction(meeting):
    Notice.objects.all().delete()

    correct(row(meeting, Presence.ABSENT), by=meeting.recorded_by)

    assert not Notice.objects.exists()


@pytest.mark.parametrize(("post", "word"), [("recorder", "记录人"), ("chair", "主持人")])
def test_who_led_or_recorded_and_was_away_is_said_in_the_history(meeting, post, word):
    someone = meeting.attendances.get(presence=Presence.PRESENT).member
    Meeting.objects.update(chair=None, recorder=None)
    Meeting.objects.update(**{post: someone})

    correct(row(meeting, Presence.PRESENT), Presence.SICK)

    remark = meeting.reviews.last().remark
    assert remark == f"{someone.name}（{word}）：到会 → 病假。签到表漏记"


def test_correcting_to_what_stands_changes_nothing(meeting):
    correct(row(meeting, Presence.ON_WATCH), Presence.ON_WATCH)

    assert not Revision.objects.exists()
    assert Meeting.objects.get().version == 1


def test_a_correction_needs_a_reason(meeting):
    with pytest.raises(MeetingRefused, match="原因"):
        correct(row(meeting, Presence.ABSENT), reason=" ")

    assert Meeting.objects.get().present == 1


def test_nobody_corrects_the_own_attendance(meeting):
    absent = row(meeting, Presence.ABSENT)
    absent.member.user = UserFactory()
    absent.member.save()

    with pytest.raises(MeetingRefused, match="另一位同志"):
        correct(absent, by=absent.member.user)


def test_what_is_not_accepted_is_changed_not_corrected(meeting):
    Meeting.objects.update(state=MeetingState.HANDED_IN)

    with pytest.raises(MeetingRefused, match="还没有通过"):
        correct(row(meeting, Presence.ABSENT))


def test_a_make_up_says_when_and_how_and_can_be_taken_back(meeting):
    away = row(meeting, Presence.ON_WATCH)

    make_up(attendance=away, on=DAY + timedelta(days=3), how="个别传达", today=DAY + timedelta(9))
    away.refresh_from_db()
    assert (away.made_up_on, away.made_up_how) == (DAY + timedelta(days=3), "个别传达")

    unmake_up(attendance=away)
    away.refresh_from_db()
    assert (away.made_up_on, away.made_up_how) == (None, "")


def test_a_make_up_expires_by_the_rule_of_the_unit(meeting):
    load_provisions()
    away = row(meeting, Presence.ON_WATCH)
    long_after = DAY + timedelta(days=60)

    with pytest.raises(MeetingRefused, match="截止，已经过期"):
        make_up(attendance=away, on=DAY + timedelta(days=31), how="自学", today=long_after)
    make_up(attendance=away, on=DAY + timedelta(days=30), how="自学", today=long_after)

    assert meeting.attendances.exclude(made_up_on=None).get() == away


@pytest.mark.parametrize(
    ("presence", "spoilt", "reason"),
    [
        (Presence.PRESENT, {}, "已到会"),
        (Presence.ON_WATCH, {"on": DAY - timedelta(days=1)}, "开会之后"),
        (Presence.ON_WATCH, {"on": DAY + timedelta(days=10)}, "不晚于今天"),
        (Presence.ON_WATCH, {"how": " "}, "怎样补学"),
    ],
    ids=["was there", "before", "to come", "not said how"],
)
def test_a_make_up_that_cannot_be_is_refused(meeting, presence, spoilt, reason):
    details = {"on": DAY, "how": "自学", "today": DAY + timedelta(days=9)} | spoilt

    with pytest.raises(MeetingRefused, match=reason):
        make_up(attendance=row(meeting, presence), **details)

    assert not meeting.attendances.exclude(made_up_on=None).exists()
