"""Who came, on the page of a record: corrections, make-ups, and the words for who was away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.choices import Presence
from meetings.models import Meeting
from tests.factories import MeetingFactory, attended

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def press(client, name, *args, **data):
    return client.post(reverse(f"meetings:{name}", args=args), data, follow=True)


def test_a_correction_is_made_on_the_page(place):
    meeting = MeetingFactory(branch=place.branch)
    row = attended(meeting, place.people[1], Presence.ABSENT)
    meeting.expected = meeting.expected_voters = 1
    meeting.save()

    press(place.as_("secretary"), "correct_attendance", row.pk, presence="sick", reason="有假条")

    row.refresh_from_db()
    assert row.presence == Presence.SICK
    assert Meeting.objects.get().excused == 1


def test_a_refused_correction_keeps_the_choice_and_says_why_at_the_row(place):
    meeting = MeetingFactory(branch=place.branch)
    row = attended(meeting, place.people[1], Presence.ABSENT)

    page = press(place.as_("secretary"), "correct_attendance", row.pk, presence="sick", reason=" ")

    html = page.content.decode()
    assert 'came__corrections" open>' in html
    form = html.partition(reverse("meetings:correct_attendance", args=[row.pk]))[2]
    form = form.partition("</form>")[0]
    assert '<option value="sick" selected>' in form
    assert "请写明更正的原因。" in form
    row.refresh_from_db()
    assert row.presence == Presence.ABSENT


def test_a_correction_that_leaves_the_recorder_away_says_so(place):
    meeting = MeetingFactory(branch=place.branch, recorder=place.people[1])
    row = attended(meeting, place.people[1], Presence.PRESENT)

    page = press(place.as_("secretary"), "correct_attendance", row.pk, presence="sick", reason="假")

    assert "是这次会的记录人，更正后没有到会" in page.content.decode()


def test_duty_is_told_apart_from_leave(place):
    reasons = [Presence.ON_WATCH, Presence.CALLED_OUT, Presence.SICK]
    meeting = MeetingFactory(branch=place.branch, expected=3, present=0, excused=3)
    for member, reason in zip(place.people, reasons, strict=True):
        attended(meeting, member, reason)

    html = place.as_("secretary").get(meeting.get_absolute_url()).content.decode()

    assert "，请假 1 人，执勤 1 人，出警 1 人" in html
    assert "扣除请假、执勤、出警" in html


def test_a_make_up_is_noted_and_taken_back_on_the_page(place):
    meeting = MeetingFactory(branch=place.branch, held_on=TODAY - timedelta(days=9))
    row = attended(meeting, place.people[1], Presence.ON_WATCH)
    client = place.as_("committee")

    page = press(client, "make_up", row.pk, on=TODAY.isoformat(), how="个别传达")
    assert "已补学" in page.content.decode()

    press(client, "make_up", row.pk, undo="1")
    row.refresh_from_db()
    assert row.made_up_on is None
