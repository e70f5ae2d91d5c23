"""Party members, by the dates of their relation."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr

from branches.models import Unit
from branches.paths import just_below
from members.choices import (
    PARTY_STAGES,
    Education,
    MembershipKind,
    Sex,
    StaffCategory,
    Stage,
)
from members.models import Member, Membership
from reports.statistics import bands
from reports.statistics.bands import Band
from reports.statistics.base import Breakdown, Column, Field, Pairs, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.people import links
from reports.statistics.question import Question

HAN = "汉族"
COUNTED = "期末组织关系在本单位各支部的党员（含预备党员），隶属按起止日期，入党日期晚于期末的不计；"
UNDATED = "没有历史，按统计时的名册；存入文件的数字不再变动。"
# 党内统计公报的年龄档
AGES = (
    Band("30", "30 岁及以下", 0),
    Band("31", "31–35 岁", 31),
    Band("36", "36–40 岁", 36),
    Band("41", "41–45 岁", 41),
    Band("46", "46–50 岁", 46),
    Band("51", "51–55 岁", 51),
    Band("56", "56–60 岁", 56),
    Band("61", "61 岁及以上", 61),
)
PARTY_YEARS = (
    Band("0", "不满 5 年", 0),
    Band("5", "5–9 年", 5),
    Band("10", "10–19 年", 10),
    Band("20", "20–29 年", 20),
    Band("30", "30 年及以上", 30),
)
HIGHER = (Education.POSTGRADUATE, Education.BACHELOR, Education.COLLEGE)


def in_the_party(question: Question) -> Q:
    """Probationary or full by the day, as far as the date of joining says."""
    joined = Q(joined_on="") | Q(joined_on__lte=question.day.isoformat())
    return joined & Q(stage__in=PARTY_STAGES)


def standing(question: Question) -> Any:
    """Full or probationary on the day: whoever was confirmed later was on probation."""
    later = Q(stage=Stage.FULL, confirmed_on__gt=question.day.isoformat())
    return Case(When(later, then=Value(Stage.PROBATIONARY.value)), default=F("stage"))


def of_place(question: Question) -> QuerySet[Member]:
    """Those whose full relation is with a branch of the place on the day."""
    known = Member.objects.filter(created_at__lte=question.as_of)
    return known.filter(in_the_party(question), Exists(_relation(question)))


def _relation(question: Question) -> QuerySet[Membership]:
    return Membership.objects.on(question.day).filter(
        kind=MembershipKind.FULL, branch__in=question.place.branches, member=OuterRef("pk")
    )


def branch_name(question: Question) -> Any:
    return Subquery(_relation(question).order_by("pk").values("branch__name")[:1])


def below(question: Question) -> Any:
    """The path of the unit next below the place (or the place itself) at which one belongs."""
    length = just_below(question.place.unit.path)
    paths = _relation(question).order_by("pk").annotate(at=Substr("branch__unit__path", 1, length))
    return Subquery(paths.values("at")[:1])


def units(question: Question) -> Pairs:
    """The place's own branches first, then the units just below, in the order of the tree."""
    place = question.place.unit
    rows = Unit.objects.just_below(place).values_list("path", "name")
    return [(place.path, f"{place.name}本级"), *rows]


MEMBERS = Source(
    code="members",
    name="党员名单",
    rows=of_place,
    fields=(
        Field("姓名", "name"),
        Field("党支部", branch_name),
        Field("入党日期", "joined_on"),
        Field("出生年月", lambda question: Substr("birth_date", 1, 7)),
    ),
    order=("name_pinyin", "pk"),
    links=links,
)


def _breakdown(code: str, name: str, how: str, **details: Any) -> Breakdown:
    return Breakdown(
        code=f"members-by-{code}",
        name=name,
        noun=Noun.MEMBERS,
        definition=COUNTED + how,
        source=MEMBERS,
        **details,
    )


CATALOGUE: tuple[Statistic, ...] = (
    _breakdown(
        "standing", "正式和预备", "转正日期晚于期末的计为预备党员。",
        by=standing, labels=[(s.value, s.label) for s in reversed(PARTY_STAGES)],
    ),
    _breakdown(
        "sex", "党员性别", "性别按名册。",
        by=lambda question: F("sex"), labels=Sex.choices,
    ),
    _breakdown(
        "age", "党员年龄", "年龄为期末周岁，只知道月份的按当月 1 日。",
        basis=("中国共产党党内统计公报的年龄分档",),
        by=bands.years_since("birth_date", AGES), labels=bands.labels(AGES), chart="bar",
    ),
    _breakdown(
        "nationality", "党员民族", "民族按名册。",
        by=lambda question: F("nationality"), labels=[(HAN, HAN)], chart="",
    ),
    _breakdown(
        "education", "党员学历", "学历" + UNDATED,
        by=lambda question: F("education"), labels=Education.choices,
    ),
    _breakdown(
        "party-years", "党龄", "从入党日期到期末的整年数；分档没有官方统一口径，为本系统设定。",
        by=bands.years_since("joined_on", PARTY_YEARS), labels=bands.labels(PARTY_YEARS),
        chart="bar",
    ),
    _breakdown(
        "category", "党员的人员类别", "人员类别" + UNDATED,
        by=lambda question: F("category"), labels=StaffCategory.choices,
        columns=(
            Column("人数"),
            Column("女", lambda q: Q(sex=Sex.FEMALE)),
            Column("大专及以上", lambda q: Q(education__in=HIGHER)),
        ),
    ),
    _breakdown(
        "unit", "各单位党员", "按支部所在的下一级单位。", by=below, labels=units, sparse=True,
    ),
)  # fmt: skip
