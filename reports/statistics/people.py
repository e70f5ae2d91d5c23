"""The force: everybody on the roster of the place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from members.choices import PARTY_STAGES, Sex, StaffCategory, Stage
from members.models import Member, Membership
from reports.statistics.base import Breakdown, Column, Field, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

UNDATED = "人员类别、政治面貌和所在单位没有历史，按统计时的名册；存入文件的数字不再变动。"


def of_place(question: Question) -> QuerySet[Member]:
    """At the unit or below; of a branch, those who belong to it on the day."""
    day, place = question.day, question.place
    here = Q(unit__path__startswith=place.unit.path)
    if place.branch is not None:
        belonging = Membership.objects.on(day).filter(branch=place.branch, member=OuterRef("pk"))
        here = Q(Exists(belonging))
    still = Q(left_on=None) | Q(left_on__gt=day)
    return Member.objects.filter(here, still, created_at__lte=question.as_of)


def links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """The pages of those people whom the user may see."""
    seen = Member.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {key: reverse("members:member", args=[key]) for key in seen.values_list("pk", flat=True)}


def coalesced(lookup: str) -> Any:
    """The value, or nothing."""
    return lambda question: Coalesce(F(lookup), Value(""))


PEOPLE = Source(
    code="people",
    name="人员名单",
    rows=of_place,
    fields=(
        Field("姓名", "name"),
        Field("性别", "sex", dict(Sex.choices)),
        Field("人员类别", "category", dict(StaffCategory.choices)),
        Field("政治面貌", "stage", dict(Stage.choices)),
        Field("所在单位", "unit__name"),
    ),
    order=("unit__path", "name_pinyin", "pk"),
    links=links,
)
CATALOGUE: tuple[Statistic, ...] = (
    Breakdown(
        code="people-by-category",
        name="人员类别",
        noun=Noun.PEOPLE,
        definition="期末在册、没有离队的人员，按人员类别；另列其中的党员（含预备党员）。" + UNDATED,
        source=PEOPLE,
        columns=(Column("人数"), Column("其中党员", lambda q: Q(stage__in=PARTY_STAGES))),
        by=lambda question: F("category"),
        labels=StaffCategory.choices,
    ),
    Breakdown(
        code="people-by-stage",
        name="政治面貌",
        noun=Noun.PEOPLE,
        definition="期末在册、没有离队的人员，按政治面貌。" + UNDATED,
        source=PEOPLE,
        by=lambda question: F("stage"),
        labels=Stage.choices,
    ),
)
