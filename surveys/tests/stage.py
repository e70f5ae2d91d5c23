"""A small survey and people who answer it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from branches.choices import Role, UnitKind
from members.models import Member
from surveys.choices import Breakdown, QuestionKind
from surveys.models import Participation, Survey
from surveys.services import answering, drafting, sending
from tests.factories import MemberFactory, UnitFactory, UserFactory, at, user_with

TODAY = date(2026, 9, 10)
NOW = at(TODAY, 9)
OPTIONS = ["很好", "一般", "不好"]
SCALE = ["很不同意", "不太同意", "说不清", "比较同意", "非常同意"]


def office():
    """The political office of a new detachment."""
    unit = UnitFactory(kind=UnitKind.DETACHMENT)
    return user_with(Role.POLITICAL_OFFICE, unit=unit), unit


def draft(unit, by, *, anonymous: bool = True, breakdown: str = Breakdown.NONE) -> Survey:
    """Single, multiple, scale, matrix and text; the second only after "不好" to the first."""
    survey = drafting.start(unit=unit, title="支部情况问卷", by=by, now=NOW)
    survey = drafting.change(survey=survey, title=survey.title, intro="", anonymous=anonymous)
    survey = drafting.aim(survey=survey, breakdown=breakdown)

    def put(kind, text, **details):
        return drafting.put_question(
            survey=survey, kind=kind, text=text, **{"options": OPTIONS, **details}
        )

    first = put(QuestionKind.SINGLE, "总体怎么样")
    put(QuestionKind.MULTIPLE, "哪里不好", asked_if=first, asked_if_option=2)
    put(QuestionKind.SCALE, "我愿意参加", options=SCALE)
    put(QuestionKind.MATRIX, "分项评价", rows=["学习", "生活"])
    put(QuestionKind.TEXT, "有什么建议", options=[], required=False)
    return survey


def people(unit, number: int, **details) -> list[Member]:
    return [MemberFactory(unit=unit, user=UserFactory(), **details) for _ in range(number)]


def sent(*, people_at: int = 6, now: datetime = NOW, **details) -> Survey:
    """A running survey of a detachment with that many people."""
    user, unit = office()
    people(unit, people_at)
    survey = draft(unit, user, **details)
    until = timezone.localdate(now) + timedelta(days=7)
    return sending.send(survey=survey, closes_on=until, by=user, now=now)


def given(first: int = 0, scale: int = 3, text: str = "") -> dict[str, list[str]]:
    """What a browser sends."""
    return {
        "q0": [str(first)],
        "q1": ["0"],
        "q2": [str(scale)],
        "q3_0": ["0"],
        "q3_1": ["1"],
        "q4": [text],
    }


def participations(survey: Survey) -> list[Participation]:
    return list(survey.participations.select_related("survey").order_by("member_id", "code"))


def answer(participation: Participation, **details) -> None:
    answering.hand_in(participation=participation, given=given(**details), today=TODAY)
