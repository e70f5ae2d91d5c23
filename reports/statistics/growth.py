"""Certificates, honours, training and exams: by kind, over a period."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from members.choices import HonourLevel
from members.models import (
    Certificate,
    CertificateKind,
    Exam,
    Honour,
    HonourKind,
    Training,
    TrainingKind,
)
from reports.statistics import bands
from reports.statistics.bands import Band
from reports.statistics.base import Breakdown, Column, Field, Pairs, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.organisations import LED, SECRETARIES, branch_links
from reports.statistics.people import links as people_links
from reports.statistics.people import of_place
from reports.statistics.question import Question

DONE, MISSING = "done", "missing"
OWN = "本单位在册人员的"
# 从事政治工作年限
POLITICAL_YEARS = (
    Band("0", "不满 3 年", 0),
    Band("3", "3–4 年", 3),
    Band("5", "5–9 年", 5),
    Band("10", "10 年及以上", 10),
)


def _kinds(model: Any) -> Any:
    """Kinds in the order of their list; retired ones stay, because old entries keep them."""

    def labels(question: Question) -> Pairs:
        return list(model.objects.values_list("code", "name"))

    return labels


def _of_people(model: Any) -> Any:
    """Addresses of the people that entries are about."""

    def links(user: User, keys: Collection[int]) -> Mapping[int, str]:
        rows = model.objects.filter(pk__in=keys).exclude(member=None).order_by()
        members = dict(rows.values_list("pk", "member"))
        seen = people_links(user, list(members.values()))
        return {key: seen[member] for key, member in members.items() if member in seen}

    return links


def _honoured(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """Addresses of the people and of the organisations that were honoured."""
    rows = Honour.objects.filter(pk__in=keys).exclude(branch=None).order_by()
    branches = dict(rows.values_list("pk", "branch"))
    seen = branch_links(user, list(branches.values()))
    organisations = {key: seen[branch] for key, branch in branches.items() if branch in seen}
    return {**_of_people(Honour)(user, keys), **organisations}


def _within(field: str, question: Question) -> Q:
    return Q(**{f"{field}__range": (question.period.begins, question.day)})


def _valid(question: Question) -> Q:
    issued = Q(issued_on=None) | Q(issued_on__lte=question.day)
    return issued & (Q(valid_until=None) | Q(valid_until__gte=question.day))


def certificates(question: Question) -> QuerySet[Certificate]:
    """Valid on the day, or issued in the period."""
    rows = Certificate.objects.filter(member__in=of_place(question).order_by().values("pk"))
    return rows.filter(_valid(question) | _within("issued_on", question))


def honours(question: Question) -> QuerySet[Honour]:
    """Conferred in the period, on people and on organisations of the place."""
    people = Q(member__in=of_place(question).order_by().values("pk"))
    here = people | Q(branch__in=question.place.branches.values("pk"))
    return Honour.objects.filter(here, _within("conferred_on", question))


def trainings(question: Question) -> QuerySet[Training]:
    """Ended in the period."""
    people = of_place(question).order_by().values("pk")
    return Training.objects.filter(_within("ends_on", question), member__in=people)


CERTIFICATES = Source(
    code="certificates",
    name="证书名单",
    rows=certificates,
    fields=(
        Field("姓名", "member__name"),
        Field("所在单位", "member__unit__name"),
        Field("证书", "kind__name"),
        Field("等级", "level"),
        Field("发证日期", "issued_on"),
        Field("有效期至", "valid_until"),
    ),
    order=("kind__order", "member__name_pinyin", "pk"),
    links=_of_people(Certificate),
)
HONOURS = Source(
    code="honours",
    name="荣誉名单",
    rows=honours,
    fields=(
        Field("获得者", lambda question: Coalesce("member__name", "branch__name")),
        Field("荣誉", "kind__name"),
        Field("级别", "level", dict(HonourLevel.choices)),
        Field("授予单位", "conferred_by"),
        Field("授予日期", "conferred_on"),
    ),
    order=("conferred_on", "pk"),
    links=_honoured,
)
TRAININGS = Source(
    code="trainings",
    name="培训名单",
    rows=trainings,
    fields=(
        Field("姓名", "member__name"),
        Field("培训内容", "subject"),
        Field("类别", "kind__name"),
        Field("结束日期", "ends_on"),
        Field("学时", "hours"),
    ),
    order=("ends_on", "member__name_pinyin", "pk"),
    links=_of_people(Training),
)


def _prepared(model: Any, **only: Any) -> Any:
    """Whether a secretary has an entry of the kinds that a post asks for, up to the day."""

    def expression(question: Question) -> Any:
        day = "ends_on__lte" if model is Training else "taken_on__lte"
        entries = model.objects.filter(
            member__user=OuterRef("user"), kind__before_post=True, **{day: question.day}, **only
        )
        return Case(When(Exists(entries), then=Value(DONE)), default=Value(MISSING))

    return expression


def _of_secretaries(code: str, name: str, how: str, **details: Any) -> Breakdown:
    return Breakdown(
        code=f"secretaries-by-{code}",
        name=name,
        noun=Noun.LEADERS,
        definition=LED + how,
        source=SECRETARIES,
        **details,
    )


CATALOGUE: tuple[Statistic, ...] = (
    _of_secretaries(
        "political-years", "书记从事政治工作年限",
        "从登记的从事政治工作日期到期末的整年数，没有登记的计为未填；分档为本系统设定。",
        by=bands.years_since("user__member__political_since", POLITICAL_YEARS),
        labels=bands.labels(POLITICAL_YEARS), chart="bar",
    ),
    _of_secretaries(
        "training", "书记任职培训",
        "按期末以前有没有登记过“任职必训必考”类的培训；没有登记不等于没有参加。",
        by=_prepared(Training), labels=[(DONE, "已参加"), (MISSING, "未登记")],
    ),
    _of_secretaries(
        "exam", "书记任职考试",
        "按期末以前有没有登记过“任职必训必考”类的合格考试；没有登记不等于没有参加。",
        by=_prepared(Exam, passed=True), labels=[(DONE, "已合格"), (MISSING, "未登记")],
    ),
    Breakdown(
        code="certificates-by-kind",
        name="证书种类",
        noun=Noun.GROWTH,
        definition=OWN
        + "证书：期末有效的，和本期发证的；一人几本各计一本。"
        "登记没有历史，按统计时的台账。",
        source=CERTIFICATES,
        measure="本",
        columns=(
            Column("期末有效", _valid),
            Column("本期取得", lambda question: _within("issued_on", question)),
        ),
        by=lambda question: F("kind__code"),
        labels=_kinds(CertificateKind),
        sparse=True,
        shares=False,
    ),
    Breakdown(
        code="honours-by-kind",
        name="荣誉种类",
        noun=Noun.GROWTH,
        definition="授予日期在本期内的荣誉，个人的按本单位在册人员，集体的按本单位党组织。",
        source=HONOURS,
        measure="项",
        columns=(
            Column("合计"),
            Column("个人", lambda question: Q(branch=None)),
            Column("集体", lambda question: Q(member=None)),
        ),
        by=lambda question: F("kind__code"),
        labels=_kinds(HonourKind),
        sparse=True,
        shares=False,
    ),
    Breakdown(
        code="honours-by-level",
        name="荣誉级别",
        noun=Noun.GROWTH,
        definition="授予日期在本期内的荣誉，按级别；个人的按本单位在册人员，集体的按本单位党组织。",
        source=HONOURS,
        measure="项",
        columns=(Column("项数"),),
        by=lambda question: F("level"),
        labels=HonourLevel.choices,
    ),
    Breakdown(
        code="trainings-by-kind",
        name="培训",
        noun=Noun.GROWTH,
        definition=OWN + "培训，结束日期在本期内，一人参加一次计一人次。",
        source=TRAININGS,
        measure="人次",
        columns=(Column("人次"),),
        by=lambda question: F("kind__code"),
        labels=_kinds(TrainingKind),
        sparse=True,
    ),
)  # fmt: skip
