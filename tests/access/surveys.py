"""Surveys: run by units and secretaries, answered by whoever is asked, results once they ended."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from surveys.models import Question, Survey
from surveys.services import drafting, sending
from tests.access.row import Row
from tests.access.world import EVERYONE, UNIT
from tests.factories import UserFactory, member_of

WRITERS = "secretary brigade office stranger neighbour outsider"


def draft(world, *, anonymous=True) -> Survey:
    """The brigade's, with one question and five people at the station."""
    survey = drafting.start(
        unit=world.brigade, title="问卷", by=world.user("brigade"), now=timezone.now()
    )
    drafting.change(survey=survey, title="问卷", intro="", anonymous=anonymous)
    for text in ("甲题", "乙题"):
        drafting.put_question(
            survey=survey, kind="single", text=text, options=["是", "否"], asked_if=None
        )
    for _ in range(5):
        member_of(world.here, user=UserFactory())
    world.colleague.user = world.user("member")
    world.colleague.save()
    survey.refresh_from_db()
    return survey


def running(world, **details) -> Survey:
    until = timezone.localdate() + timedelta(days=3)
    return sending.send(
        survey=draft(world, **details), closes_on=until, by=world.user("brigade"),
        now=timezone.now(),
    )  # fmt: skip


def ended(world, **details) -> Survey:
    return sending.end(survey=running(world, **details), now=timezone.now())


def of(make, **details):
    return lambda world: {"pk": make(world, **details).pk}


def first_question(world):
    survey = draft(world)
    return {"pk": survey.pk, "question": Question.objects.filter(survey=survey).first().pk}


def answered(world):
    return {"q0": "0", "q1": "1"}


ROWS = [
    Row("surveys:list", reads=EVERYONE),
    Row(
        "surveys:new", reads=WRITERS, writes=WRITERS, shows=200,
        data=lambda world: {"title": "", "start": "blank"}, done=200,
    ),
    Row("surveys:code", reads=EVERYONE, writes=EVERYONE, public=True, done=200,
        data=lambda world: {"code": "ABCD"}),
    Row("surveys:thanks", reads=EVERYONE, public=True),
    Row("surveys:privacy", reads=EVERYONE, public=True),
    Row("surveys:survey", reads=UNIT, args=of(draft)),
    Row("surveys:settings", reads=UNIT, writes=UNIT, args=of(draft),
        data=lambda world: {"title": "新标题", "anonymous": "no"}),
    Row("surveys:audience", reads=UNIT, writes=UNIT, args=of(draft),
        data=lambda world: {"breakdown": "category"}),
    Row("surveys:preview", reads=UNIT, args=of(draft)),
    Row("surveys:send", writes=UNIT, args=of(draft),
        data=lambda world: {"closes_on": timezone.localdate()}),
    Row("surveys:end", writes=UNIT, args=of(running)),
    Row("surveys:discard", writes=UNIT, args=of(draft)),
    Row("surveys:codes", writes=UNIT, args=of(running), data=lambda world: {"number": 2},
        done=200),
    Row("surveys:add_question", reads=UNIT, writes=UNIT,
        args=lambda world: {"pk": draft(world).pk, "kind": "single"},
        data=lambda world: {"text": "丙题", "options": "是\n否"}),
    Row("surveys:edit_question", reads=UNIT, writes=UNIT, args=first_question,
        data=lambda world: {"text": "甲题改", "options": "是\n否"}),
    Row("surveys:move", writes=UNIT, args=first_question),
    Row("surveys:remove_question", writes=UNIT, args=first_question),
    Row("surveys:answer", reads="member", writes="member", args=of(running), data=answered),
    Row("surveys:keep", writes="member", args=of(running, anonymous=False), data=answered,
        done=200, page=False),
    Row("surveys:results", reads=UNIT, args=of(ended)),
    Row("surveys:cross", reads=UNIT, args=of(ended)),
    Row("surveys:compare", reads=UNIT, args=of(ended)),
    Row("surveys:named", reads=UNIT, args=of(ended, anonymous=False)),
    Row("surveys:workbook", reads=UNIT, args=of(ended), page=False),
    Row("surveys:document", reads=UNIT, args=of(ended), page=False),
]  # fmt: skip
