"""How the number of members came about: what there was, what came and went, what there should be.

Table 1 of the Party's yearly statistics. Stocks are counted from relations on two days, movements
from their dates in between; where the two do not agree, something on record is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from members.choices import PARTY_STAGES, MembershipKind
from members.models import Membership
from reports.statistics.base import Column, Field, Line, Listed, Source, Statistic
from reports.statistics.members import MEMBERS, of_place
from reports.statistics.nouns import Noun
from reports.statistics.people import links as people_links
from reports.statistics.question import Question

ONE_DAY = timedelta(days=1)
PREVIOUS, DUE, ACTUAL, DIFFERENCE = "previous", "due", "actual", "difference"


def before(question: Question) -> Question:
    """The same at the end of the period before."""
    return Question(question.place, question.period.previous, question.as_of)


def _window(question: Question) -> tuple[date, date]:
    """The last day before the period, and its last day that counts."""
    return question.period.begins - ONE_DAY, question.day


def _relations(question: Question) -> QuerySet[Membership]:
    return Membership.objects.filter(
        kind=MembershipKind.FULL,
        branch__in=question.place.branches,
        member__stage__in=PARTY_STAGES,
        member__created_at__lte=question.as_of,
    )


def _joined_in_period(question: Question, prefix: str = "") -> Q:
    first, last = question.period.begins, question.day
    return Q(
        **{f"{prefix}joined_on__gte": f"{first:%Y-%m}", f"{prefix}joined_on__lte": last.isoformat()}
    )


def _first_relation() -> Any:
    rows = Membership.objects.filter(kind=MembershipKind.FULL, member=OuterRef("member"))
    return Subquery(rows.order_by("since", "pk").values("pk")[:1])


def developed(question: Question) -> QuerySet[Membership]:
    """Joined the Party in the period; their first relation is with a branch of the place."""
    rows = _relations(question).alias(first=_first_relation())
    return rows.filter(
        _joined_in_period(question, "member__"), pk=F("first"), since__lte=question.day
    )


def came(question: Question) -> QuerySet[Membership]:
    """Relations that begin in the period, of members who were not here the day before."""
    earlier, last = _window(question)
    eve = ExpressionWrapper(OuterRef("since") - ONE_DAY, output_field=DateField())
    here = _relations(question).filter(member=OuterRef("member")).filter(_holds(eve))
    newly = _joined_in_period(question, "member__") & Q(pk=F("first"))
    return (
        _relations(question)
        .alias(first=_first_relation())
        .filter(~Exists(here), since__gt=earlier, since__lte=last)
        .exclude(newly)
    )


def went(question: Question) -> QuerySet[Membership]:
    """Relations that end in the period, of members who are not here the day after."""
    earlier, last = _window(question)
    morrow = ExpressionWrapper(OuterRef("until") + ONE_DAY, output_field=DateField())
    here = _relations(question).filter(member=OuterRef("member")).filter(_holds(morrow))
    return _relations(question).filter(~Exists(here), until__gte=earlier, until__lt=last)


def _holds(day: Any) -> Q:
    return Q(Q(until=None) | Q(until__gte=day), since__lte=day)


def _elsewhere(question: Question) -> Any:
    """The same member has a relation with a branch outside the place."""
    others = Membership.objects.filter(kind=MembershipKind.FULL, member=OuterRef("member"))
    return Exists(others.exclude(branch__in=question.place.branches))


class Part(NamedTuple):
    """A movement: its sign and the relations that are it."""

    key: str
    label: str
    sign: int
    rows: Callable[[Question], QuerySet[Membership]]


PARTS = (
    Part("developed", "加：发展党员", 1, developed),
    Part("came-within", "加：系统内转入", 1, lambda q: came(q).filter(_elsewhere(q))),
    Part("came-beyond", "加：系统外转入", 1, lambda q: came(q).filter(~_elsewhere(q))),
    Part("went-within", "减：系统内转出", -1, lambda q: went(q).filter(_elsewhere(q))),
    Part("went-beyond", "减：转往系统外、离队等", -1, lambda q: went(q).filter(~_elsewhere(q))),
)
MOVES = Source(
    code="moves",
    name="党员增减名单",
    rows=lambda question: Membership.objects.filter(
        Q(pk__in=came(question)) | Q(pk__in=went(question)) | Q(pk__in=developed(question))
    ),
    fields=(
        Field("姓名", "member__name"),
        Field("党支部", "branch__name"),
        Field("隶属自", "since"),
        Field("隶属至", "until"),
        Field("入党日期", "member__joined_on"),
    ),
    order=("since", "pk"),
    links=lambda user, keys: _people(user, keys),
)


def _people(user: Any, keys: Any) -> Any:
    members = dict(Membership.objects.filter(pk__in=keys).order_by().values_list("pk", "member"))
    seen = people_links(user, list(members.values()))
    return {key: seen[member] for key, member in members.items() if member in seen}


NOTES = {
    DUE: "这个数由上期末总数加减本期增减得出，没有自己的名单；下面是期末实有的党员。",
    DIFFERENCE: "这个数是应有数减实有数，没有自己的名单；下面是本期增减的每一项。",
}


@dataclass(frozen=True, kw_only=True)
class Balance(Statistic):
    """Previous + came − went = due; due − actual must be nought."""

    def lines(self, question: Question) -> Iterable[Line]:
        previous, actual = of_place(before(question)).count(), of_place(question).count()
        numbers = [part.rows(question).count() for part in PARTS]
        due = previous + sum(
            part.sign * number for part, number in zip(PARTS, numbers, strict=True)
        )
        yield Line(PREVIOUS, "上期末总数", (previous,))
        for part, number in zip(PARTS, numbers, strict=True):
            yield Line(part.key, part.label, (number,))
        yield Line(DUE, "本期末应有数", (due,))
        yield Line(ACTUAL, "本期末实有数", (actual,))
        yield Line(DIFFERENCE, "差（应为 0）", (due - actual,))

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        """Movements as relations; stocks as people. What ought to be has the list of what is."""
        part = next((part for part in PARTS if part.key == key), None)
        if part:
            return self.source.listed(question, part.rows(question))
        if key == DIFFERENCE:
            return self.source.listed(question)
        return MEMBERS.listed(before(question) if key == PREVIOUS else question)

    def note(self, key: str, column: int) -> str:
        return NOTES.get(key, "")


CATALOGUE: tuple[Statistic, ...] = (
    Balance(
        code="members-balance",
        name="党员数量变化",
        noun=Noun.MEMBERS,
        definition=(
            "上期末总数 + 本期增加 − 本期减少 = 本期末应有数，与实有数之差必须为 0，"
            "不为 0 说明名册里有日期没有登记或前后矛盾。总数按组织关系的起止日期，"
            "增减按本期内开始和结束的组织关系、入党日期。"
            "恢复党籍、停止党籍、出党和去世没有单独登记，不分列。"
        ),
        basis=("党内统计年报表一：党员数量变化",),
        source=MOVES,
        columns=(Column("人数"),),
        chart="",
        shares=False,
        adds_up=False,
    ),
)
