"""Who came: people × meetings, by kind and by reason. Rosters are those of the day, frozen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from meetings.choices import EXCUSED, MeetingKind, Presence
from meetings.models import Attendance, Credit, Meeting
from reports.statistics.as_of import entered_at, joined_later
from reports.statistics.base import Breakdown, Column, Field, Line, Listed, Rate, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

COUNTED = (
    "本期召开、截至时间已上报的会议里，当日隶属本单位各支部的人次，名册为会议当日，之后调动不影响；"
)
RATES = (
    "到会率 = 实到 ÷ 应到；出勤率 = 实到 ÷（应到 − 请假、执勤等）。"
    f"请假、执勤等指{'、'.join(presence.label for presence in EXCUSED)}。"
)
PRESENT = Q(presence=Presence.PRESENT)
AWAY = Q(presence__in=[presence.value for presence in EXCUSED])
ABSENT = Q(presence=Presence.ABSENT)
COLUMNS = (
    Column("应到"),
    Column("实到", lambda question: PRESENT),
    Column("请假、执勤等", lambda question: AWAY),
    Column("无故缺席", lambda question: ABSENT, "late"),
)


def of_place(question: Question) -> QuerySet[Attendance]:
    held = entered_at(question.as_of).filter(held_on__range=(question.period.begins, question.day))
    rows = Attendance.objects.filter(branch__in=question.place.branches, meeting__in=held)
    return rows.exclude(joined_later(question.as_of))


def links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """To the meeting at which the person was counted."""
    rows = Attendance.objects.visible_to(user).filter(
        pk__in=keys, meeting__in=Meeting.objects.visible_to(user)
    )
    return {
        key: reverse("meetings:meeting", args=[meeting])
        for key, meeting in rows.order_by().values_list("pk", "meeting")
    }


ATTENDANCE = Source(
    code="attendance",
    name="考勤明细",
    rows=of_place,
    fields=(
        Field("姓名", "member__name"),
        Field("党支部", "branch__name"),
        Field("会议", "meeting__title"),
        Field("日期", "meeting__held_on"),
        Field("到会情况", "presence", dict(Presence.choices)),
        Field("补学日期", "made_up_on"),
    ),
    order=("meeting__held_on", "meeting", "member__name_pinyin", "pk"),
    links=links,
)


@dataclass(frozen=True, kw_only=True)
class ByKind(Statistic):
    """A meeting that counts under several kinds counts under each; therefore no total."""

    def lines(self, question: Question) -> Iterable[Line]:
        rows = self.source.rows(question).filter(meeting__credits__branch=F("branch"))
        numbers = {
            f"number_{at}": Count("pk", distinct=True, filter=column.only and column.only(question))
            for at, column in enumerate(self.columns)
        }
        found = rows.order_by().values("meeting__credits__kind").annotate(**numbers)
        counted = {
            kind: tuple(counts)
            for kind, *counts in found.values_list("meeting__credits__kind", *numbers)
        }
        for kind in MeetingKind:
            if kind in counted:
                yield Line(kind.value, kind.label, counted[kind])

    def listed(self, question: Question, key: str = "", column: int = 0) -> Listed:
        rows = self.source.rows(question)
        if key:
            credited = Credit.objects.filter(
                meeting=OuterRef("meeting"), branch=OuterRef("branch"), kind=key
            )
            rows = rows.filter(Exists(credited))
        only = self.columns[column].only
        return self.source.listed(question, rows.filter(only(question)) if only else rows)


def _made_up(question: Question) -> Q:
    return Q(made_up_on__lte=question.today)


CATALOGUE: tuple[Statistic, ...] = (
    ByKind(
        code="attendance-by-kind",
        name="各类会议到会",
        noun=Noun.ATTENDANCE,
        definition=COUNTED + "一次会议计入几类的，各类都计，因此不加总。" + RATES,
        source=ATTENDANCE,
        measure="人次",
        columns=COLUMNS,
        rates=(Rate("到会率", 1, 0), Rate("出勤率", 1, 0, 2)),
        chart="bar",
        shares=False,
        adds_up=False,
    ),
    Breakdown(
        code="attendance-by-reason",
        name="到会和未到原因",
        noun=Noun.ATTENDANCE,
        definition=COUNTED + "按到会情况；另列其中截至时间已补学的。" + RATES,
        source=ATTENDANCE,
        measure="人次",
        columns=(Column("人次"), Column("其中已补学", _made_up)),
        by=lambda question: F("presence"),
        labels=Presence.choices,
    ),
)
