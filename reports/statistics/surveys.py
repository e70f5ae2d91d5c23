"""Shares of surveys that have ended, from their frozen outcome: what may be shown, and no more.

Who answered what is known to nobody, so behind these numbers stand surveys, not people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Least
from django.urls import reverse

from accounts.models import User
from reports.statistics.base import Column, Field, Line, Listed, Rate, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.question import Question
from surveys.models import Survey

DEFINITION = (
    "本单位及下级单位发出、截止日期（提前结束的，结束日期）在本期内的问卷，用结束时封存的结果；"
    "不足 5 人的合并或不显示，匿名问卷不能追到人，点开看到的是问卷。"
)


LAST_DAY = Least("closed_on", Coalesce("closes_on", "closed_on"))


def of_place(question: Question) -> QuerySet[Survey]:
    """Whose last day is in the period, and that were counted by then: they are on the day after.
    A branch's own surveys are its secretary's, not a statistic."""
    surveys = Survey.objects.annotate(ended_on=LAST_DAY)
    if question.place.branch is not None:
        return surveys.none()
    counted = surveys.closed().filter(closed_on__lte=question.today, outcome__isnull=False)
    ended = counted.filter(ended_on__range=(question.period.begins, question.day))
    return ended.filter(branch=None, unit__path__startswith=question.place.unit.path)


def _links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    seen = Survey.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {
        key: reverse("surveys:results", args=[key]) for key in seen.values_list("pk", flat=True)
    }


SENT, CAME_BACK = "发出份数", "交卷份数"
SURVEYS = Source(
    code="surveys",
    name="问卷清单",
    rows=of_place,
    fields=(
        Field("问卷", "title"),
        Field("发起单位", "unit__name"),
        Field("发出日期", "opened_on"),
        Field("结束日期", "ended_on"),
        Field(SENT, "invited"),
        Field(CAME_BACK, "outcome__respondents"),
    ),
    order=("ended_on", "pk"),
    links=_links,
)


@dataclass(frozen=True, kw_only=True)
class OfSurveys(Statistic):
    """Numbers from outcomes; the list behind each is its survey."""

    source: Source = SURVEYS
    noun: Noun = Noun.SURVEYS
    definition: str = DEFINITION
    chart: str = ""
    shares: bool = False
    adds_up: bool = False
    one_each: bool = False

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        return self.source.listed(question, self._of(question, key))

    @staticmethod
    def _of(question: Question, key: str) -> QuerySet[Survey]:
        survey = key.partition("-")[0]
        rows = of_place(question)
        return rows.filter(pk=survey) if survey.isdecimal() else rows

    @staticmethod
    def _ended(question: Question) -> Any:
        rows = of_place(question).order_by(*SURVEYS.order)
        return rows.values_list("pk", "title", "invited", "outcome")


@dataclass(frozen=True, kw_only=True)
class Answered(OfSurveys):
    def lines(self, question: Question) -> Iterable[Line]:
        for key, title, invited, outcome in self._ended(question):
            yield Line(str(key), title, (invited, outcome["respondents"]))

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        adds = (SENT, CAME_BACK)[column]
        return self.source.listed(question, self._of(question, key), adds=adds)


@dataclass(frozen=True, kw_only=True)
class Shares(OfSurveys):
    """Each option of each question that may be shown, with how many were asked."""

    def lines(self, question: Question) -> Iterator[Line]:
        for key, title, _, outcome in self._ended(question):
            for place, item in enumerate(outcome["items"]):
                for at, cell in enumerate(item.get("cells", ())):
                    if cell["count"] is not None:
                        label = f"{item['text']}：{cell['label']}"
                        numbers = (cell["count"], item["base"])
                        yield Line(f"{key}-{place}-{at}", label, numbers, title)

    def note(self, key: str, column: int) -> str:
        return "谁选了什么不能追到人：这里是数字所在的问卷，数字在它的结果里。"


CATALOGUE: tuple[Statistic, ...] = (
    Answered(
        code="surveys-answered",
        name="问卷作答",
        measure="份",
        columns=(Column("发出"), Column("交卷")),
        rates=(Rate("交卷率", 1, 0),),
    ),
    Shares(
        code="surveys-shares",
        name="问卷结果",
        measure="人",
        columns=(Column("选择"), Column("作答")),
        rates=(Rate("占比", 0, 1),),
    ),
)
