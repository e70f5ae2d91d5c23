"""The pages that are measured, each asked by somebody who has the right, with its target."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.measure import Page
from branches.choices import Role
from branches.models import Appointment, Branch
from meetings.choices import MeetingState
from meetings.models import Meeting
from members.models import Member, Membership

SIZE = 25  # people at the meetings that are measured
UUID = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})-[0-9a-f]{12}")


class Browser:
    """Somebody logged in: the cookies that wrk then sends."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.client.force_login(user)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self.client.cookies.items())

    def page(self, name: str, target: int | None, contains: str, *paths: str) -> Page:
        return Page(name, paths, contains, target, self.cookie)


def all_pages() -> list[Page]:
    """Every page of the targets, in the order of the table."""
    office, brigade, secretary, member = (
        Browser(User.objects.get(staff_number=name))
        for name in ("office", "brigade", "secretary", "member")
    )
    corps = Browser(User.objects.filter(staff_number="corps").first() or office.user)
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
        office.page("people list, 25 a page", 150, "</html>", reverse("members:list")),
        corps.page("people list of the corps", 150, "</html>", reverse("members:list")),
        office.page("one person", 200, "</html>", *persons),
        office.page("meeting list", 150, "</html>", reverse("meetings:list")),
        office.page("meeting with 25 attendees", 150, "</html>", *_meetings_of_25()),
        office.page("compliance board", 100, "</html>", reverse("reports:board")),
        corps.page("compliance board of the corps", 100, "</html>", reverse("reports:board")),
        office.page("a member's points", 150, "</html>", *points),
        _recording(_secretary_of_25()),
    ]


def _meetings_of_25() -> list[str]:
    """Accepted meetings of the branch that has as many members."""
    meetings = Meeting.objects.filter(state=MeetingState.ACCEPTED, expected=SIZE)[:20]
    return [reverse("meetings:meeting", args=[meeting.pk]) for meeting in meetings]


def _secretary_of_25() -> Browser:
    post = Appointment.objects.select_related("user").get(
        branch=_branch_of_25(), role=Role.SECRETARY
    )
    return Browser(post.user)


def _branch_of_25() -> Branch:
    """The first branch with so many members today."""
    today = timezone.localdate()
    sized = Membership.objects.on(today).values("branch").annotate(size=Count("pk"))
    return Branch.objects.get(pk=sized.filter(size=SIZE).order_by("branch")[0]["branch"])


def _recording(secretary: Browser) -> Page:
    """Hand in the form as a browser would send it: everyone present, one request."""
    branch = _branch_of_25()
    day = timezone.localdate() - timedelta(days=1)
    start = reverse("meetings:record") + f"?branch={branch.code}&kind=theme_day&day={day}"
    form = secretary.client.get(start, follow=True)
    address, query = form.redirect_chain[-1][0].partition("?")[::2]
    fields = Fields.of(form.content.decode())
    fields += [("action", "hand_in"), ("summary", "围绕主题学习讨论，明确下月分工。")]
    fresh = UUID.sub(lambda found: f"{found[1]}-@N@", urlencode(fields)).replace("%40N%40", "@N@")
    path = UUID.sub(lambda found: f"{found[1]}-@N@", address)
    return Page(
        f"record a meeting with {SIZE} people",
        (f"{path}?{query}",),
        "",
        60,
        secretary.cookie,
        (fresh,),
        {"Referer": "http://127.0.0.1"},
        expect=302,
    )


class Fields(HTMLParser):
    """What a browser would send of the first form with a token field, as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._area: str | None = None
        self._choice: str | None = None

    @classmethod
    def of(cls, html: str) -> list[tuple[str, str]]:
        main = html[html.index("<main") : html.index("</main>")]
        parser = cls()
        parser.feed(main)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and "selected" in told:
            self.found.append((self._choice, value))
        elif tag == "textarea":
            self._area = name
            self.found.append((name, ""))
        elif tag == "input" and name and self._sent(told):
            self.found.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._choice = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1] = (self._area, unescape(data).lstrip("\n"))

    @staticmethod
    def _sent(told: dict[str, str | None]) -> bool:
        kind = told.get("type") or "text"
        if "disabled" in told or kind in ("file", "submit", "button"):
            return False
        return "checked" in told if kind in ("checkbox", "radio") else True
