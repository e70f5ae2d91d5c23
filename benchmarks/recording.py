"""Recording a meeting as a browser would: the form of one request, filled in anew for each.

A record of people who sit elsewhere at the same minute, or in the words of the last one, is
answered with a question. What is measured is the blameless record: each has its own quarter of an
hour and its own words, and all of them are taken away again when they have been measured.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from benchmarks.browser import Browser
from benchmarks.measure import Page
from branches.choices import Role
from branches.models import Appointment
from meetings.models import Meeting, Review
from members.models import Membership

PLACE = "压力测试会议室"
ROOMS = 24 * 4 - 1  # quarters of an hour in a day; the last one would end on the next day
RECORDS = 4_000
UUID = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})-[0-9a-f]{12}")
WORDS = [
    "学习讨论训练器材车辆战备值班群众走访宣传隐患整改责任作风纪律班长新人家属食堂营区预案演练"
    "水源道路分工检查记录反馈帮带考核安全总结计划落实谈心表扬"[place : place + 2]
    for place in range(0, 72, 2)
]


def recording(size: int) -> Page:
    """Hand in a theme day of ``size`` people, everybody present, by the branch's secretary."""
    post = _secretary_of(size)
    secretary = Browser(post.user, acting_as=post.pk)
    start = reverse("meetings:record") + f"?branch={post.branch.code}&kind=theme_day"
    form = secretary.client.get(start, follow=True)
    address, query = form.redirect_chain[-1][0].partition("?")[::2]
    fields = dict(Fields.of(form.content.decode()))
    return Page(
        f"record a meeting with {size} people",
        (f"{UUID.sub(_numbered, address)}?{query}",),
        "",
        60,
        secretary.cookie,
        tuple(urlencode(fields | _own(number)) for number in range(RECORDS)),
        {"Referer": "http://127.0.0.1"},
        expect=302,
    )


def forget_recordings() -> None:
    """Take away what was recorded, so that a database that is kept stays as it was filled."""
    ours = Meeting.objects.filter(place=PLACE)
    Review.objects.filter(meeting__in=ours).delete()
    ours.delete()


def _numbered(found: re.Match[str]) -> str:
    return f"{found[1]}-@N@"


def _own(number: int) -> dict[str, str]:
    """What no other record has: a quarter of an hour of the last weeks, and its words."""
    back, quarter = divmod(number, ROOMS)
    chance = Random(number)
    return {
        "action": "hand_in",
        "day": str(_yesterday() - timedelta(days=back)),
        "starts": _clock(quarter),
        "ends": _clock(quarter + 1),
        "place": PLACE,
        "late_reason": "执勤任务集中，归队后补录。",
        "summary": "，".join("".join(chance.choices(WORDS, k=4)) for _ in range(25)),
    }


def _yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def _clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def _secretary_of(size: int) -> Appointment:
    """Who leads the first branch with so many members today."""
    today = timezone.localdate()
    sized = Membership.objects.on(today).values("branch").annotate(size=Count("pk"))
    branches = sized.filter(size=size).order_by("branch").values("branch")
    posts = Appointment.objects.select_related("user", "branch").filter(role=Role.SECRETARY)
    return posts.filter(branch__in=branches).order_by("branch")[0]


class Fields(HTMLParser):
    """What a browser would send of the form in <main>, as it stands."""

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
    def _sent(told: dict[str, Any]) -> bool:
        kind = told.get("type") or "text"
        if "disabled" in told or kind in ("file", "submit", "button"):
            return False
        return "checked" in told if kind in ("checkbox", "radio") else True
