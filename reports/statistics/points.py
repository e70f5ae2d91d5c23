"""Points by band, settlements by state, and what was decided and is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User
from assessment import totals
from assessment.choices import ObjectionState, SettlementState
from assessment.models import Objection, Settlement, SettlementStep
from assessment.models.rules import Band
from assessment.spans import Span
from branches.periods import Grain, Period
from meetings.models import Decision, Meeting
from reports.statistics.as_of import entered_at
from reports.statistics.base import (
    NO_KEY,
    Breakdown,
    Column,
    Field,
    Line,
    Listed,
    Source,
    Statistic,
)
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

NO_BAND = "未定等次"
DONE, DONE_LATE, OVERDUE, OPEN = "done", "done_late", "overdue", "open"


def quarter_of(question: Question) -> Period:
    """The quarter that is counted: the period's own, or the last one that it reaches."""
    return Period.containing(question.day, Grain.QUARTER)


@dataclass(frozen=True, slots=True)
class Bands:
    """Members with the band that their ledger gives; by branch and name, in no order of points."""

    code: str = "bands"
    name: str = "积分等次名单"
    headings: tuple[str, ...] = ("姓名", "党支部", "等次")

    def listed(self, question: Question, band: str = "") -> Listed:
        found = totals.of_members(question.place.branches, _span(question), question.as_of)
        names = dict(question.place.branches.values_list("pk", "name"))
        rows = [
            (one.member_id, one.name, names[one.branch_id], one.band or NO_BAND)
            for one in found
            if band in ("", one.band or NO_KEY)
        ]
        return Listed(self.headings, rows, (None,) * 3, _points_links(question))

    def sheet(self, question: Question, statistics: Iterable[Statistic]) -> Listed:
        return self.listed(question)


def _points_links(question: Question) -> Any:
    quarter = quarter_of(question)

    def links(user: User, keys: Collection[int]) -> Mapping[int, str]:
        return {key: f"{reverse('assessment:member', args=[key])}?period={quarter}" for key in keys}

    return links


def _span(question: Question) -> Span:
    return Span(quarter_of(question), question.today)


@dataclass(frozen=True, kw_only=True)
class ByBand(Statistic):
    def lines(self, question: Question) -> Iterable[Line]:
        counted = totals.by_band(question.place.branches, _span(question), question.as_of)
        for name in _bands(question):
            yield Line(name, name, (counted.get(name, 0),))
        if "" in counted:
            yield Line(NO_KEY, NO_BAND, (counted[""],))

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        return self.source.listed(question, key)


def _bands(question: Question) -> list[str]:
    """The names of the bands that measure the quarter here, the best first."""
    rows = Band.objects.filter(
        rule_set__in=_settlements_of(question).order_by().values("rule_set")
    ).order_by("-at_least", "pk")
    return list(dict.fromkeys(rows.values_list("name", flat=True)))


def _settlements_of(question: Question) -> QuerySet[Settlement]:
    return Settlement.objects.of_quarter(str(quarter_of(question))).filter(
        branch__in=question.place.branches
    )


def _state(question: Question) -> Any:
    steps = SettlementStep.objects.filter(settlement=OuterRef("pk"), at__lte=question.as_of)
    last = Subquery(steps.order_by("-at", "-pk").values("state")[:1])
    return Coalesce(last, Value(SettlementState.OPEN.value))


def _branch_links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    rows = Settlement.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {
        key: reverse("assessment:settlement", args=[branch, quarter])
        for key, branch, quarter in rows.values_list("pk", "branch__code", "quarter")
    }


SETTLEMENTS = Source(
    code="settlements",
    name="季度结算清单",
    rows=_settlements_of,
    fields=(
        Field("党支部", "branch__name"),
        Field("季度", "quarter"),
        Field("异议截止", "objections_until"),
    ),
    order=("branch__unit__path", "pk"),
    links=_branch_links,
)


def _objections(question: Question) -> QuerySet[Objection]:
    return Objection.objects.filter(
        settlement__in=_settlements_of(question), raised_at__lte=question.as_of
    )


def _answered(question: Question) -> Any:
    later = Q(answered_at=None) | Q(answered_at__gt=question.as_of)
    return Case(When(later, then=Value(ObjectionState.WAITING.value)), default=F("state"))


OBJECTIONS = Source(
    code="objections",
    name="异议清单",
    rows=_objections,
    fields=(
        Field("姓名", "member__name"),
        Field("党支部", "settlement__branch__name"),
        Field("异议", "text"),
        Field("答复", "answer"),
    ),
    order=("raised_at", "pk"),
    links=lambda user, keys: {
        key: reverse("assessment:objection", args=[key])
        for key in Objection.objects.visible_to(user)
        .filter(pk__in=keys)
        .values_list("pk", flat=True)
    },
)


def _decisions(question: Question) -> QuerySet[Decision]:
    """Due within the period, of meetings that were entered at the moment."""
    return Decision.objects.filter(
        branch__in=question.place.branches,
        item__meeting__in=entered_at(question.as_of),
        due_on__range=(question.period.begins, question.period.ends),
    )


def _outcome(question: Question) -> Any:
    by_now = Q(done_on__lte=question.today)
    return Case(
        When(by_now & Q(done_on__lte=F("due_on")), then=Value(DONE)),
        When(by_now, then=Value(DONE_LATE)),
        When(due_on__lt=question.today, then=Value(OVERDUE)),
        default=Value(OPEN),
    )


def _decision_links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    rows = Decision.objects.visible_to(user).filter(
        pk__in=keys, item__meeting__in=Meeting.objects.visible_to(user)
    )
    return {
        key: reverse("meetings:meeting", args=[meeting])
        for key, meeting in rows.order_by().values_list("pk", "item__meeting")
    }


DECISIONS = Source(
    code="decisions",
    name="决定事项清单",
    rows=_decisions,
    fields=(
        Field("决定", "text"),
        Field("党支部", "branch__name"),
        Field("责任人", "owner__name"),
        Field("完成时限", "due_on"),
        Field("完成日期", "done_on"),
    ),
    order=("due_on", "pk"),
    links=_decision_links,
)
CATALOGUE: tuple[Statistic, ...] = (
    ByBand(
        code="points-by-band",
        name="积分等次",
        noun=Noun.POINTS,
        definition=(
            "期末所在季度的积分总分所在的等次，总分为截至时间已记账的流水按规则封顶后之和；"
            "不满季度的时间段按所在季度。只列等次，不列名次。"
        ),
        source=Bands(),
        chart="bar",
    ),
    Breakdown(
        code="settlements-by-state",
        name="结算进度",
        noun=Noun.POINTS,
        definition="期末所在季度各支部的结算状态，以截至时间最后一步为准。",
        source=SETTLEMENTS,
        measure="个支部",
        columns=(Column("支部数"),),
        by=_state,
        labels=SettlementState.choices,
    ),
    Breakdown(
        code="objections-by-state",
        name="异议办理",
        noun=Noun.POINTS,
        definition="期末所在季度的结算里、截至时间已提出的异议；答复晚于截至时间的计为待答复。",
        source=OBJECTIONS,
        measure="条",
        columns=(Column("条数"),),
        by=_answered,
        labels=ObjectionState.choices,
    ),
    Breakdown(
        code="decisions-by-outcome",
        name="决定事项办理",
        noun=Noun.DUTIES,
        definition=(
            "完成时限在本期内的决定事项：按期办结、逾期办结、逾期未办结、未到期；"
            "没有时限的不计，完成日期晚于截至时间的按未办结。"
        ),
        source=DECISIONS,
        measure="项",
        columns=(Column("项数"),),
        by=_outcome,
        labels=[
            (DONE, "按期办结"), (DONE_LATE, "逾期办结"), (OVERDUE, "逾期未办结"), (OPEN, "未到期"),
        ],
    ),
)  # fmt: skip
