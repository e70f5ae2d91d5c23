"""Surveys as they are measured: handing in ten questions, and results over 2,000 answers.

Each request hands in with a one-time code of its own, as people without an account do; whoever is
logged in pays the two statements of every page besides.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.browser import Browser
from benchmarks.measure import Page
from branches import scope
from surveys.models import Survey
from surveys.services import answering, drafting, sending

TITLE = "压力测试问卷"
SHEETS, ANSWERS = 12_000, 2_000
AT_ONCE = 400  # codes that may be printed at once
OPTIONS = ["很不同意", "不太同意", "说不清", "比较同意", "非常同意"]


def handing_in(office: User) -> Page:
    """A sheet of ten questions, each with a new code."""
    survey = running(office)
    visitor = Client(HTTP_HOST="127.0.0.1")
    address = reverse("surveys:code")
    page = visitor.get(address).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    common = {"csrfmiddlewaretoken": token, "hand_in": "1"}
    chance = Random(7)
    return Page(
        "submit a survey of 10 questions",
        (address,),
        "",
        250,
        f"csrftoken={visitor.cookies['csrftoken'].value}",
        tuple(
            urlencode({**common, "code": code, **filled(chance)}, doseq=True)
            for code in codes(survey, SHEETS)
        ),
        {"Referer": "http://127.0.0.1"},
        expect=302,
    )


def results(office: Browser) -> Page:
    """The page of a survey that 2,000 people have answered."""
    survey, chance = running(office.user), Random(8)
    for code in codes(survey, ANSWERS):
        participation = answering.by_code(code=code)
        assert participation is not None
        fields = filled(chance).items()
        given = {name: [str(one) for one in _several(value)] for name, value in fields}
        answering.hand_in(participation=participation, given=given, today=timezone.localdate())
    sending.end(survey=survey, now=timezone.now())
    address = reverse("surveys:results", args=[survey.pk])
    return office.page("survey results over 2,000 answers", 100, "收回", address)


def running(office: User) -> Survey:
    """Ten questions of all kinds, sent; only people with a code answer."""
    unit = scope.held_by(office).post.unit
    now = timezone.now()
    survey = drafting.start(unit=unit, title=TITLE, by=office, now=now)
    for number in range(10):
        kind = ("single", "multiple", "scale", "matrix", "text")[number % 5]
        drafting.put_question(
            survey=survey, kind=kind, text=f"第 {number + 1} 题", required=kind != "text",
            options=[] if kind == "text" else OPTIONS,
            rows=["学习", "训练", "生活"] if kind == "matrix" else [],
        )  # fmt: skip
    survey = drafting.aim(survey=survey, breakdown="none", by_code_only=True)
    until = timezone.localdate() + timedelta(days=30)
    return sending.send(survey=survey, closes_on=until, by=office, now=now)


def codes(survey: Survey, number: int) -> list[str]:
    """So many one-time codes."""
    return [
        code
        for start in range(0, number, AT_ONCE)
        for code in sending.issue_codes(survey=survey, number=min(AT_ONCE, number - start))
    ]


def filled(chance: Random) -> dict[str, Any]:
    """A sheet filled in by lot, as form fields."""
    return {
        **{f"q{place}": chance.randrange(5) for place in (0, 2, 5, 7)},
        **{f"q{place}": sorted(chance.sample(range(5), 2)) for place in (1, 6)},
        **{f"q{place}_{row}": chance.randrange(5) for place in (3, 8) for row in range(3)},
        "q4": f"第 {chance.randrange(10**9)} 条意见",
        "q9": "",
    }


def forget_surveys() -> None:
    """Take away what was asked, so that a database that is kept stays as it was filled."""
    Survey.objects.filter(title=TITLE).delete()


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
