"""What earlier meetings decided returns on the next agenda, until somebody else has verified it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from branches.choices import Role
from duties.choices import DutyState
from duties.history import stood_on
from duties.models import Duty
from duties.services import duties
from meetings import fields as names
from meetings.earlier import HEARING, earlier_decisions, put_on_agenda
from meetings.models import Decision, Heard, Meeting
from meetings.record import Item, Resolve, SittingTime
from meetings.services import supervision
from meetings.services.record import hand_in
from meetings.services.refusals import MeetingRefused
from meetings.services.review import withdraw
from meetings.tests.records import DAY, NOW, a_branch, a_record, record
from meetings.tests.typed import address, typed
from tests.factories import UserFactory, at, user_with

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=7)
EVENING = SittingTime(at(LATER, 19), at(LATER, 20))
THEN = at(LATER, 21)


@pytest.fixture
def decided():
    """A branch whose last meeting gave somebody something to do."""
    branch, _ = a_branch()
    by = user_with(Role.SECRETARY, branch=branch)
    record(branch, by=by)
    return branch, by, Duty.objects.get()


def hearing(*duties: Duty, **details: Any) -> dict[str, Any]:
    item = Item(HEARING, heard=tuple(duty.pk for duty in duties))
    return {"sittings": (EVENING,), "items": (item,), **details}


def due_back(branch, day=LATER):
    return [each.duty_id for each in earlier_decisions(branch=branch, day=day)]


def finish(duty, by, when):
    day = when.date()
    duties.report_done(duty=duty, on=day, evidence="办好了", by=by, now=when)
    duties.verify_duty(duty=duty, by=UserFactory(), now=when)


def test_a_decision_comes_back_until_somebody_else_has_verified_it(decided):
    branch, by, duty = decided
    (found,) = earlier_decisions(branch=branch, day=LATER)
    assert (found.text, found.due_on, found.status) == (
        "每周检查一次装备。", duty.due_on, ("due", "办理中"),
    )  # fmt: skip
    assert found.owner_name == duty.owner.name
    assert found.number == str(Decision.objects.get())

    duties.report_done(duty=duty, on=DAY, evidence="办好了", by=by, now=NOW)
    (found,) = earlier_decisions(branch=branch, day=LATER)
    assert found.status == ("waiting", "待核验")

    duties.verify_duty(duty=duty, by=UserFactory(), now=NOW)
    assert due_back(branch) == []


def test_the_meeting_itself_its_day_and_other_branches_hear_nothing_of_it(decided):
    branch, _, duty = decided
    meeting = Meeting.objects.get()

    assert due_back(branch, DAY) == []
    assert earlier_decisions(branch=branch, day=LATER, meeting=meeting) == []
    assert due_back(a_branch()[0]) == []
    assert due_back(branch) == [duty.pk]
    Duty.objects.update(state=DutyState.DROPPED)
    assert due_back(branch) == []


def test_a_record_that_comes_late_tells_how_it_stood_on_its_day(decided):
    branch, by, duty = decided
    finish(duty, by, THEN + timedelta(days=2))

    assert due_back(branch) == [duty.pk]
    assert stood_on([duty.pk], LATER) == {duty.pk: DutyState.OPEN}
    assert stood_on([duty.pk], LATER + timedelta(days=2)) == {duty.pk: DutyState.VERIFIED}


def test_many_take_as_few_queries_as_one(decided, django_assert_num_queries):
    branch, by, _ = decided
    with django_assert_num_queries(3):
        assert len(due_back(branch)) == 1
    record(branch, by=by)
    record(branch, by=by)
    with django_assert_num_queries(3):
        assert len(due_back(branch)) == 3


def test_overdue_is_told_from_the_day_of_the_meeting(decided):
    branch, _, duty = decided
    (found,) = earlier_decisions(branch=branch, day=duty.due_on + timedelta(days=3))
    assert found.status == ("late", "逾期 3 天")


def test_what_a_meeting_heard_is_frozen(decided):
    branch, by, duty = decided
    record(branch, by=by, now=THEN, **hearing(duty))
    before = Heard.objects.values().get()
    assert (before["state"], before["as_of"]) == (DutyState.OPEN, LATER)

    finish(duty, by, THEN + timedelta(days=2))
    Decision.objects.update(text="改了措辞", due_on=LATER)
    supervision.supervise(meeting=Meeting.objects.earliest("held_on"), now=THEN)

    assert Heard.objects.values().get() == before


def test_handed_in_anew_it_says_what_it_said_unless_the_day_has_changed(decided):
    branch, by, duty = decided
    meeting = record(branch, by=by, now=THEN, **hearing(duty))
    finish(duty, by, THEN + timedelta(days=2))
    Decision.objects.update(text="改了措辞")
    again = {"branch": branch, **hearing(duty, late_reason="改日期")}

    for day, text, state in (
        (LATER, "每周检查一次装备。", DutyState.OPEN),
        (LATER + timedelta(days=2), "改了措辞", DutyState.VERIFIED),
    ):
        now = THEN + timedelta(days=3)
        withdraw(meeting=meeting, by=by, now=now)
        meeting.refresh_from_db()
        again["sittings"] = (SittingTime(at(day, 19), at(day, 20)),)
        hand_in(meeting=meeting, record=a_record(**again), version=meeting.version, by=by, now=now)
        heard = Heard.objects.get()
        assert (heard.text, heard.state, heard.as_of) == (text, state, day)
        meeting.refresh_from_db()


def test_what_that_day_was_not_decided_cannot_be_heard_of(decided):
    branch, by, duty = decided
    other, _ = a_branch()
    record(other)
    foreign = Duty.objects.get(branch=other)
    early = (SittingTime(at(DAY, 15), at(DAY, 16)),)

    for details in (hearing(foreign), hearing(duty, sittings=early, late_reason="补录")):
        with pytest.raises(MeetingRefused) as refusal:
            record(branch, by=by, now=THEN, **details)
        assert [each.field for each in refusal.value.problems] == ["i0-heard"]
    assert not Heard.objects.exists()


def test_a_long_title_leaves_room_for_the_number_in_the_duty_s_label():
    branch, people = a_branch()
    resolve = Resolve("每周检查", people[0].pk, LATER)
    record(branch, title="长" * 120, items=(Item("装备", decisions=(resolve,)),))

    label = Duty.objects.get().source_label
    assert len(label) <= 120
    assert label.endswith("〔2026〕1号")


def test_the_item_comes_first_and_once(decided):
    branch = decided[0]
    earlier = earlier_decisions(branch=branch, day=LATER)
    typed = {
        "title": ["支委会"],
        "i0-title": ["装备"],
        "i0-d1-text": ["检查"],
        "i2-title": ["其他"],
    }

    once = put_on_agenda(typed, earlier)

    assert once == {
        "title": ["支委会"], "i1-title": ["装备"], "i1-d1-text": ["检查"], "i3-title": ["其他"],
        "i0-title": [HEARING], "i0-heard": [earlier[0].key],
    }  # fmt: skip
    assert put_on_agenda(once, earlier) == once
    assert put_on_agenda(typed, []) == typed


# The page


@pytest.fixture
def held(place):
    """At the place a meeting was held three weeks ago that gave somebody something to do."""
    day = typed(place)["day"]
    sent = typed(place, day=_weeks_before(day), late_reason="补录", **{"i2-d1-due": day})
    place.as_("secretary").post(address(place), sent)
    return Duty.objects.get()


def _weeks_before(day: str) -> str:
    from_day = Meeting._meta.get_field("held_on").to_python(day)
    return (from_day - timedelta(weeks=3)).isoformat()


def test_the_form_shows_them_and_one_press_puts_them_on_the_agenda(place, held):
    url = address(place)
    page = place.as_("secretary").get(url).content.decode()
    assert "上次决议落实情况" in page
    assert held.title in page
    assert f'href="{held.get_absolute_url()}"' in page
    assert 'name="i0-heard"' not in page

    pressed = place.as_("secretary").post(url, typed(place, action="hear"))
    page = pressed.content.decode()
    assert f'name="i0-heard" value="{held.pk}" checked' in page
    assert 'value="领学规定"' in page
    assert Meeting.objects.count() == 1


def test_minutes_and_paper_tell_how_it_stood(place, held):
    sent = typed(place, **{"i0-title": HEARING, "i0-heard": str(held.pk)})
    place.as_("secretary").post(address(place), sent)
    meeting = Heard.objects.get().item.meeting
    Duty.objects.update(title="已改")

    for page in (meeting.get_absolute_url(), reverse("meetings:minutes", args=[meeting.pk])):
        text = place.as_("officer").get(page).content.decode()
        assert HEARING in text
        assert "每周检查" in text
        assert "办理中" in text
    assert names.of_meeting(meeting)["i0-heard"] == [str(held.pk)]


def test_a_foreign_decision_is_refused_at_its_item(place, held):
    other, _ = a_branch()
    record(other)
    foreign = Duty.objects.get(branch=other)
    sent = typed(place, **{"i0-heard": [str(held.pk), str(foreign.pk)]})
    page = place.as_("secretary").post(address(place), sent).content.decode()

    assert 'id="id_i0-heard_error"' in page
    assert foreign.title not in page
    assert f'value="{held.pk}" checked' in page


def test_the_api_takes_and_tells_them(place, held):
    browser = place.as_("secretary")
    first = Meeting.objects.get()
    one = browser.get(f"/api/v1/meetings/{first.pk}/").json()
    assert one["agenda"][0]["heard"] == []
    day = typed(place)["day"]
    sent = {
        "branch": place.branch.code, "token": str(uuid4()),
        "kinds": ["theme_day"], "title": "学习", "place": "学习室",
        "sittings": [{"starts_at": f"{day}T15:00:00+08:00", "ends_at": f"{day}T16:00:00+08:00"}],
        "chair": place.people[0].pk, "recorder": place.people[1].pk,
        "items": [{"title": HEARING, "heard": [held.pk]}],
    }  # fmt: skip
    answer = browser.post("/api/v1/meetings/", sent, content_type="application/json")

    assert answer.status_code == 201, answer.content
    (heard,) = answer.json()["agenda"][0]["heard"]
    assert (heard["duty"], heard["state"], heard["as_of"]) == (held.pk, "open", day)
