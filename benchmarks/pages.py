"""The pages that are measured, each asked by somebody who has the right, with its target."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from benchmarks import surveying
from benchmarks.browser import Browser
from benchmarks.measure import Page
from benchmarks.recording import recording
from meetings.choices import MeetingState
from meetings.models import Meeting
from members.models import Member

SIZE = 25  # people at the meetings that are measured


def all_pages() -> list[Page]:
    """Every page of the targets, in the order of the table."""
    office, brigade, secretary, member = (
        Browser(User.objects.get(staff_number=name))
        for name in ("office", "brigade", "secretary", "member")
    )
    corps, bureau = (
        Browser(User.objects.filter(staff_number=name).first() or office.user)
        for name in ("corps", "bureau")
    )
    people = Member.objects.visible_to(office.user).party_members()[:50]
    persons = [reverse("members:member", args=[person.pk]) for person in people]
    points = [reverse("assessment:member", args=[person.pk]) for person in people]
    return [
        Page("constant view", ("/healthz",), "ok"),
        Page("login page", (reverse("accounts:login"),), "工号", 500),
        office.page("home: political office", 150, "</html>", "/"),
        brigade.page("home: brigade officer", 150, "</html>", "/"),
        secretary.page("home: secretary", 150, "</html>", "/"),
        member.page("home: member", 150, "</html>", "/"),
        corps.page("home: corps", 150, "</html>", "/"),
        bureau.page("home: nation", None, "</html>", "/"),
        office.page("people list, 25 a page", 150, "</html>", reverse("members:list")),
        corps.page("people list of the corps", 150, "</html>", reverse("members:list")),
        bureau.page("people list of the nation", None, "</html>", reverse("members:list")),
        office.page("one person", 200, "</html>", *persons),
        office.page("meeting list", 150, "</html>", reverse("meetings:list")),
        office.page("meeting with 25 attendees", 150, "</html>", *_meetings_of_25(office.user)),
        office.page("compliance board", 100, "</html>", reverse("reports:board")),
        corps.page("compliance board of the corps", 100, "</html>", reverse("reports:board")),
        bureau.page("compliance board of the nation", None, "</html>", reverse("reports:board")),
        office.page("a member's points", 150, "</html>", *points),
        recording(SIZE),
        surveying.handing_in(office.user),
        surveying.results(office),
    ]


def _meetings_of_25(user: User) -> list[str]:
    """Accepted meetings to which so many people were expected."""
    seen = Meeting.objects.visible_to(user).filter(state=MeetingState.ACCEPTED)
    meetings = seen.filter(expected__range=(SIZE - 1, SIZE + 1))[:20]
    return [reverse("meetings:meeting", args=[meeting.pk]) for meeting in meetings]
