"""The list of surveys, and how far a running one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from surveys.choices import BLANK, SurveyState
from surveys.models import Participation, Survey
from surveys.templates import templates

STATUS = {
    SurveyState.DRAFT: ("draft", "草稿"),
    SurveyState.OPEN: ("open", "进行中"),
    SurveyState.CLOSED: ("closed", "已结束"),
}


def with_progress(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """How many have handed in a running survey; a closed one says it in its outcome."""
    handed_in = (
        Participation.objects.filter(survey=OuterRef("pk"), handed_in_on__isnull=False)
        .order_by()
        .values("survey")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return surveys.select_related("unit", "branch").annotate(
        handed_in=Coalesce(Subquery(handed_in), 0)
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list."""

    survey: Any

    @property
    def status(self) -> tuple[str, str]:
        return STATUS[SurveyState(self.survey.state)]

    @property
    def returned(self) -> int:
        return returned(self.survey)


def returned(survey: Any) -> int:
    """How many sheets have come in."""
    if survey.is_closed:
        return survey.figures["respondents"]
    return survey.handed_in


Start = tuple[str, str, str]  # key, title, what it is about


def starts(earlier: list[Survey]) -> list[tuple[str, list[Start]]]:
    """What a survey may begin with, under headings."""
    shipped = [(f"t:{one.key}", one.title, one.about) for one in templates()]
    former = [
        (f"s:{one.pk}", one.title, f"{one.created_at:%Y年%-m月}，{one.place}") for one in earlier
    ]
    kinds = [
        ("空白", [(BLANK, "空白问卷", "自己出题")]),
        ("模板（本系统建议，可改）", shipped),
        ("以前的问卷", former),
    ]
    return [(heading, of_kind) for heading, of_kind in kinds if of_kind]
