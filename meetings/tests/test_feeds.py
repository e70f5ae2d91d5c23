"""Calendar links: who reads what by them, and how an event moves, is called off and comes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from branches.choices import Role
from branches.services.provisions import load_provisions
from meetings.choices import MeetingKind, MeetingState
from meetings.feeds import written
from meetings.models import Draft, Feed
from meetings.services import feeds as services
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    MeetingFactory,
    at,
    member_of,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 20)
NOW = at(TODAY, 9)
OCTOBER = "theme-day-{}-2026-10"


@pytest.fixture(autouse=True)
def provisions(db):
    load_provisions()


def events(feed, now=NOW):
    return {
        event.uid: event
        for event in services.published(feed=feed, today=timezone.localdate(now), now=now)
    }


def titles(feed):
    return {event.title for event in events(feed).values() if not event.uid.startswith("theme")}


def read(feed, **headers):
    return Client().get(reverse("meetings:feed", args=[feed.secret]), headers=headers)


@pytest.fixture
def feed(place):
    return services.open_feed(owner=place.users["secretary"], branch=place.branch)


# The link


def test_the_secret_is_kept_encrypted_and_found_by_its_digest(feed):
    stored = Feed.objects.filter(pk=feed.pk).values_list("digest", flat=True)[0]

    assert services.feed_of(secret=feed.secret) == feed
    assert feed.secret not in stored
    assert len(feed.secret) == 32


def test_opening_again_gives_the_same_link(feed):
    assert services.open_feed(owner=feed.owner, branch=feed.branch).secret == feed.secret
    assert services.open_feed(owner=feed.owner).secret != feed.secret


def test_a_renewed_link_ends_the_former_one(feed):
    former = feed.secret
    services.renew_feed(feed=feed)

    assert services.feed_of(secret=former) is None
    assert services.feed_of(secret=feed.secret) == feed


def ended(feed):
    services.revoke_feed(feed=feed)


def left(feed):
    feed.owner.appointments.update(until=timezone.localdate() - timedelta(days=1))


def deactivated(feed):
    type(feed.owner).objects.filter(pk=feed.owner_id).update(is_active=False)


@pytest.mark.parametrize("happens", [ended, left, deactivated], ids=lambda each: each.__name__)
def test_a_link_ends_with_the_right_behind_it(feed, happens):
    assert read(feed).status_code == 200

    happens(feed)

    assert read(feed).status_code == 404


def test_links_are_in_the_trail_without_their_secret(feed):
    services.renew_feed(feed=feed)
    services.revoke_feed(feed=feed)

    kind = ContentType.objects.get_for_model(Feed)
    entries = list(LogEntry.objects.filter(content_type=kind).order_by("pk"))
    assert [entry.action for entry in entries] == [0, 1, 2]
    assert all(feed.secret not in str(entry.changes) for entry in entries)


# What the own calendar tells


def test_the_own_calendar_tells_of_meetings_where_one_is_expected(place):
    user = place.users["member"]
    mine, other = GroupFactory(branch=place.branch), GroupFactory(branch=place.branch)
    person = member_of(place.branch, user=user)
    person.memberships.update(group=mine)
    day = {"branch": place.branch, "held_on": TODAY}
    MeetingFactory(**day, title="党课", kinds=[MeetingKind.LECTURE])
    MeetingFactory(**day, title="支委会", kinds=[MeetingKind.COMMITTEE])
    for title, group in (("我的小组", mine), ("别的小组", other)):
        meeting = MeetingFactory(**day, title=title, kinds=[MeetingKind.GROUP])
        meeting.credits.update(group=group)
    MeetingFactory(held_on=TODAY, title="别的支部", kinds=[MeetingKind.LECTURE])

    assert titles(services.open_feed(owner=user)) == {"党课", "我的小组"}
    assert titles(services.open_feed(owner=place.users["secretary"])) == {"党课", "支委会"}
    assert "支委会" in titles(services.open_feed(owner=user, branch=place.branch))


def test_the_own_calendar_knows_all_posts_whichever_is_acted_in(place):
    other = BranchFactory()
    AppointmentFactory(user=place.users["officer"], role=Role.SECRETARY, branch=other)
    MeetingFactory(branch=other, held_on=TODAY, title="支委会", kinds=[MeetingKind.COMMITTEE])

    assert titles(services.open_feed(owner=place.users["officer"])) == {"支委会"}


def test_nothing_but_title_time_and_place_is_told(place, feed):
    person = place.people[1]
    MeetingFactory(
        branch=place.branch,
        held_on=timezone.localdate(),
        chair=person,
        summary="谈话内容",
        observers="上级同志",
    )

    text = read(feed).content.decode()

    for secret in (person.name, "谈话内容", "上级同志", feed.owner.name, feed.owner.staff_number):
        assert secret not in text
    names = {name for event in Calendar.from_ical(text).events for name in event}
    assert names <= {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "DTSTART", "DTEND", "TRANSP",
        "LOCATION", "STATUS",
    }  # fmt: skip


# How events move


def test_a_theme_day_is_one_event_from_the_plan_to_the_record(place, feed):
    uid = OCTOBER.format(place.branch.pk)
    plan = events(feed)[uid]
    assert (plan.starts_on, plan.starts_at, plan.sequence) == (date(2026, 10, 15), None, 0)

    content = {"kinds": ["theme_day"], "title": ["迎新"], "day": ["2026-10-16"]}
    draft = Draft.objects.create(
        token=uuid4(),
        branch=place.branch,
        saved_by=feed.owner,
        content=content | {"starts": ["15:00"], "ends": ["16:30"], "place": ["荣誉室"]},
    )
    moved = events(feed)[uid]
    assert (moved.starts_at, moved.place, moved.sequence) == (
        at(date(2026, 10, 16), 15),
        "荣誉室",
        1,
    )

    draft.delete()
    MeetingFactory(branch=place.branch, held_on=date(2026, 10, 19), title="迎新")
    held = events(feed, at(date(2026, 10, 20), 9))[uid]
    assert (held.starts_on, held.title, held.sequence) == (date(2026, 10, 19), "迎新", 2)
    assert held.is_over


def test_what_does_not_change_keeps_its_number_and_its_time(feed):
    before = events(feed)
    after = events(feed, NOW + timedelta(hours=5))

    assert {uid: (each.sequence, each.changed_at) for uid, each in before.items()} == {
        uid: (each.sequence, each.changed_at) for uid, each in after.items()
    }


def test_a_meeting_that_was_called_off_is_cancelled_and_comes_back(place, feed):
    uid = OCTOBER.format(place.branch.pk)
    events(feed)
    off = MeetingFactory(
        branch=place.branch,
        held_on=date(2026, 10, 15),
        state=MeetingState.CANCELLED,
        cancel_reason="增援",
    )
    cancelled = events(feed)[uid]
    assert (cancelled.is_cancelled, cancelled.sequence) == (True, 1)

    off.delete()
    back = events(feed)[uid]
    assert (back.is_cancelled, back.sequence) == (False, 2)


def test_a_draft_that_was_thrown_away_is_cancelled(place, feed):
    content = {"kinds": ["committee_meeting"], "title": ["支委会"], "day": ["2026-10-09"]}
    draft = Draft.objects.create(
        token=uuid4(), branch=place.branch, content=content, saved_by=feed.owner
    )
    assert not events(feed)[f"meeting-{draft.token}"].is_cancelled

    draft.delete()

    gone = events(feed)[f"meeting-{draft.token}"]
    assert (gone.is_cancelled, gone.sequence, gone.title) == (True, 1, "支委会")


def test_a_record_that_is_reworded_stays_as_others_saw_it(place):
    feed = services.open_feed(owner=place.users["member"], branch=place.branch)
    meeting = MeetingFactory(branch=place.branch, held_on=TODAY, title="原来的题目")
    uid = f"theme-day-{place.branch.pk}-2026-09"
    events(feed)

    meeting.state, meeting.title = MeetingState.RETURNED, "还没写好"
    meeting.save()

    kept = events(feed)[uid]
    assert (kept.title, kept.sequence, kept.is_cancelled) == ("原来的题目", 0, False)


def test_a_second_theme_day_of_the_month_is_an_event_of_its_own(place, feed):
    for title in ("第一次", "第二次"):
        MeetingFactory(branch=place.branch, held_on=TODAY, title=title)

    assert {each.title for each in events(feed).values()} >= {"第一次", "第二次"}


def test_two_sittings_are_two_events(place, feed):
    MeetingFactory(branch=place.branch, held_on=TODAY, title="分两场", sittings=2)

    assert [each.title for each in events(feed).values()].count("分两场") == 2


def test_the_questions_do_not_grow_with_the_events(place, feed, steady_queries):
    day = {"branch": place.branch, "held_on": timezone.localdate()}

    def make():
        MeetingFactory(**day, title="党课")
        read(feed)

    answer = steady_queries(12, make=make, call=lambda: read(feed))

    assert answer.content.decode().count("SUMMARY:党课") == 3


# The file


def test_the_file_is_a_calendar_with_zone_and_alarms(place, feed):
    MeetingFactory(branch=place.branch, held_on=TODAY, title="已开", place="会议室")

    calendar = Calendar.from_ical(written("红门党建", list(events(feed).values())))
    held = next(event for event in calendar.events if event["SUMMARY"] == "已开")
    plan = next(event for event in calendar.events if "2026-10" in event["UID"])

    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Asia/Shanghai"]
    assert held.start == datetime(2026, 9, 20, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert held["LOCATION"] == "会议室"
    assert not held.alarms.times
    assert plan.start == date(2026, 10, 15)
    (alarm,) = plan.alarms.times
    assert alarm.trigger.replace(tzinfo=None) == datetime(2026, 10, 14, 9)


def test_an_unchanged_calendar_is_not_sent_again(place, feed):
    first = read(feed)
    again = read(feed, if_none_match=first["ETag"])
    MeetingFactory(branch=place.branch, held_on=timezone.localdate(), title="新开的")
    changed = read(feed, if_none_match=first["ETag"])

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert first["Content-Type"].startswith("text/calendar")
    assert not first.cookies


# The page


def test_the_page_makes_shows_renews_and_revokes(place):
    client = place.as_("member")
    page, opened = reverse("meetings:feeds"), reverse("meetings:open_feed")
    client.post(opened)
    client.post(opened, {"branch": place.branch.code})
    own, branch = Feed.objects.order_by("pk")
    assert own.secret in client.get(page).content.decode()

    client.post(reverse("meetings:renew_feed", args=[own.pk]))
    client.post(reverse("meetings:revoke_feed", args=[branch.pk]))

    (feed,) = Feed.objects.all()
    assert feed.secret != own.secret
    assert feed.secret in client.get(page).content.decode()


def test_the_page_asks_the_same_of_one_link_and_of_three(place, steady_queries):
    user = place.users["secretary"]

    def make():
        branch = AppointmentFactory(user=user, role=Role.MEMBER).branch
        services.open_feed(owner=user, branch=branch)

    page = steady_queries(
        5, make=make, call=lambda: place.as_("secretary").get(reverse("meetings:feeds"))
    )

    assert page.content.decode().count("订阅链接</label>") == 3
