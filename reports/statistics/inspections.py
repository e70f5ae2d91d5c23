"""Records looked through by sample: by grade, what was found, good practice; once published.

The notice's day is what puts it into a period: it is then that the marks stand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.models import User
from meetings.choices import Criterion, Grade
from meetings.models import InspectedRecord, InspectionFinding, Meeting
from reports.links import addressed
from reports.statistics.base import Breakdown, Column, Field, Source
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

BASIS_WORDS = (
    "以通报发布日期归入本期；截至时间已发布的通报，已撤回的不计。"
    "等次是本系统的用语，由检查人逐份评定。"
)


def of_place(question: Question) -> QuerySet[InspectedRecord]:
    """Drawn at branches of the place, in notices published within the period."""
    begins = timezone.make_aware(datetime.combine(question.period.begins, time.min))
    ends = timezone.make_aware(datetime.combine(question.period.ends, time.max))
    return InspectedRecord.objects.published(until=question.as_of).filter(
        inspection__published_at__range=(begins, ends),
        branch__in=question.place.branches.values("pk"),
    )


def found_at(question: Question) -> QuerySet[InspectionFinding]:
    return InspectionFinding.objects.filter(record__in=of_place(question).values("pk"))


def praised_at(question: Question) -> QuerySet[InspectedRecord]:
    return of_place(question).exclude(practice="")


def answered(question: Question) -> Q:
    return Q(answered_at__lte=question.as_of)


def unanswered(question: Question) -> Q:
    return Q(answered_at=None) | Q(answered_at__gt=question.as_of)


def _records(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """To the record of the meeting."""
    drawn = InspectedRecord.objects.visible_to(user).filter(pk__in=keys).order_by()
    meetings = dict(drawn.values_list("pk", "meeting"))
    seen = Meeting.objects.visible_to(user).filter(pk__in=meetings.values()).order_by()
    open_to = set(seen.values_list("pk", flat=True))
    return {
        key: addressed("meetings:meeting", meeting)
        for key, meeting in meetings.items()
        if meeting in open_to
    }


def _findings(user: User, keys: Collection[int]) -> Mapping[int, str]:
    found = InspectionFinding.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {
        key: addressed("meetings:meeting", meeting)
        for key, meeting in found.values_list("pk", "record__meeting")
    }


FIELDS = (
    Field("调阅", "inspection__name"),
    Field("党支部", "branch__name"),
    Field("会议", "meeting__title"),
    Field("会议日期", "meeting__held_on"),
    Field("总评", "grade", dict(Grade.choices)),
)
RECORDS = Source(
    code="inspected-records",
    name="调阅记录清单",
    rows=of_place,
    fields=FIELDS,
    order=("branch__unit__path", "branch", "pk"),
    links=_records,
)
PRAISED = Source(
    code="good-practice",
    name="调阅中值得推广的做法清单",
    rows=praised_at,
    fields=(*FIELDS, Field("值得推广的做法", "practice")),
    order=("branch__unit__path", "branch", "pk"),
    links=_records,
)
FINDINGS = Source(
    code="inspection-findings",
    name="调阅问题清单",
    rows=found_at,
    fields=(
        Field("调阅", "record__inspection__name"),
        Field("党支部", "record__branch__name"),
        Field("会议", "record__meeting__title"),
        Field("方面", "criterion", dict(Criterion.choices)),
        Field("问题", "text"),
        Field("整改情况", "answer"),
        Field("完成日期（含计划）", "mended_on"),
    ),
    order=("record__branch__unit__path", "record__branch", "pk"),
    links=_findings,
)


def _said(question: Question) -> Any:
    return Concat("branch__name", Value("："), "practice")


CATALOGUE = (
    Breakdown(
        code="inspections-by-grade",
        name="记录调阅评定",
        noun=Noun.LIFE,
        definition=f"随机抽样调阅的组织生活记录，按总评。{BASIS_WORDS}",
        source=RECORDS,
        measure="份",
        columns=(Column("份数"),),
        by=lambda question: F("grade"),
        labels=Grade.choices,
    ),
    Breakdown(
        code="findings-by-criterion",
        name="记录调阅问题整改",
        noun=Noun.LIFE,
        definition=(
            "调阅中检查人写下的问题，按方面；支部写明整改情况和日期的算已答复，以截至时间为准。"
            f"{BASIS_WORDS}"
        ),
        source=FINDINGS,
        measure="处",
        columns=(
            Column("问题"),
            Column("已答复", answered),
            Column("待答复", unanswered, tone="late"),
        ),
        by=lambda question: F("criterion"),
        labels=Criterion.choices,
    ),
    Breakdown(
        code="good-practice",
        name="记录调阅中值得推广的做法",
        noun=Noun.LIFE,
        definition=f"调阅中检查人单列的值得推广的做法。{BASIS_WORDS}",
        source=PRAISED,
        measure="份",
        columns=(Column("份数"),),
        chart="",
        by=_said,
        sparse=True,
    ),
)
