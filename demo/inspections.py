"""Two inspections of the shown detachment: one published with answers, one under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from branches.models import Branch, Unit
from branches.periods import Grain, Period
from demo.moments import at, by_now
from meetings.choices import AttachmentKind, Criterion, Grade, Presence
from meetings.inspections.drawing import Wish, undrawn_of
from meetings.models import (
    Attachment,
    Attendance,
    Decision,
    InspectedRecord,
    Inspection,
    InspectionFinding,
    Meeting,
    Speech,
)
from meetings.services import inspecting
from meetings.services.inspection_notices import publish_notice

PER_BRANCH = 2
LOTS = ("demo-published", "demo-marking")
SHARE_UNDER_WAY = 0.3
SHARE_ANSWERED = 0.7
REMARKS = {
    Grade.GOOD: "要素齐全，讨论深入，决定有人办、有期限。",
    Grade.FAIR: "记录完整，讨论部分可以再具体些。",
    Grade.ORDINARY: "要素齐全，内容偏简略。",
    Grade.POOR: "内容过于简略，看不出讨论了什么。",
}
PRACTICES = (
    "党员结合当月出警讲一个问题、提一条改法，记录里写明由谁落实",
    "执勤的同志次日补学，补学日期和方式逐人登记",
    "上次决定的办理情况作为每次会议第一项，逐项说结果",
)
_AWAY = Attendance.objects.exclude(presence=Presence.PRESENT)
_FILES = Attachment.objects.exclude(meeting=None)
WANTING: tuple[tuple[Criterion, str, Q], ...] = (
    (
        Criterion.SUBSTANCE,
        "发言记得太简略，看不出各人的意见。",
        Q(pk__in=Speech.objects.values("item__meeting")),
    ),
    (
        Criterion.SUBSTANCE,
        "没有记下任何人的发言。",
        ~Q(pk__in=Speech.objects.values("item__meeting")),
    ),
    (
        Criterion.DECISIONS,
        "决定没有写到什么程度算办成。",
        Q(pk__in=Decision.objects.values("item__meeting")),
    ),
    (
        Criterion.EVIDENCE,
        "照片看不出开会的场景。",
        Q(pk__in=_FILES.filter(kind=AttachmentKind.PHOTO).values("meeting")),
    ),
    (
        Criterion.EVIDENCE,
        "没有照片，也没有签到表等附件。",
        ~Q(pk__in=_FILES.values("meeting")),
    ),
    (
        Criterion.ATTENDANCE,
        "未到会的没有登记补学。",
        Q(pk__in=_AWAY.filter(made_up_on=None).values("meeting")),
    ),
)  # what is found wanting, and in which records it can be
ANSWERS = (
    "支委会已研究，补全了记录，今后会后当天核对。",
    "已向有关同志核实并补登，党小组组长负责逐次检查。",
)


def inspect(unit: Unit, office: User, shown: Branch, seed: int, today: date) -> None:
    """Both; the shown branch has something left to answer. Its own chance: the rest of the force
    stays as it was."""
    chance = Random(f"inspections {seed} {unit.code}")
    month = Period.containing(today, Grain.MONTH)
    last = month.previous
    if _has_records(office, unit, last.previous):
        out = _start(unit, last.previous, office, chance, at(last.begins + timedelta(days=7)), 0)
        rows = list(out.records.in_order())
        _mark(out, rows, office, chance, wanting=shown)
        published = at(last.begins + timedelta(days=20))
        publish_notice(inspection=out, by=office, now=published)
        _answer(out, chance, published, but=shown)
    if _has_records(office, unit, last):
        going = _start(unit, last, office, chance, at(today - timedelta(days=1)), 1)
        drawn = list(going.records.in_order())
        _mark(going, drawn[: int(len(drawn) * SHARE_UNDER_WAY)], office, chance)


def _has_records(office: User, unit: Unit, period: Period) -> bool:
    """Not in a demonstration of a month or two."""
    return undrawn_of(Wish(office, unit, period, [], PER_BRANCH)).exists()


def _start(
    unit: Unit, period: Period, office: User, chance: Random, now: datetime, number: int
) -> Inspection:
    return inspecting.start_inspection(
        unit=unit,
        name=f"{period.label}组织生活记录调阅",
        period=period,
        kinds=[],
        per_branch=PER_BRANCH,
        token=UUID(int=chance.getrandbits(128)),
        by=office,
        now=now,
        seed=LOTS[number],
    )


def _mark(
    inspection: Inspection,
    rows: Sequence[InspectedRecord],
    office: User,
    chance: Random,
    wanting: Branch | None = None,
) -> None:
    findings = []
    wants = _wanting([row.meeting_id for row in rows])
    for row in rows:
        row.grade = Grade(chance.choices(Grade.values, [28, 42, 24, 6])[0])
        if wanting and row.branch_id == wanting.pk:
            row.grade = Grade.ORDINARY
        row.marks = {each.value: row.grade for each in Criterion}
        row.remark = REMARKS[Grade(row.grade)]
        if row.grade == Grade.GOOD and chance.random() < 0.2:
            row.practice = chance.choice(PRACTICES)
        row.marked_by, row.version = office, 2
        row.marked_at = by_now(inspection.started_at + timedelta(hours=1))
        number = {Grade.GOOD: 0, Grade.FAIR: chance.random() < 0.4, Grade.ORDINARY: 1}
        fitting = wants[row.meeting_id]
        most = min(len(fitting), int(number.get(Grade(row.grade), 2)))
        for criterion, text in chance.sample(fitting, most):
            row.marks[criterion.value] = Grade.ORDINARY
            findings.append(InspectionFinding(record=row, criterion=criterion, text=text))
    InspectedRecord.objects.bulk_update(
        rows, ["grade", "marks", "remark", "practice", "marked_by", "marked_at", "version"], 500
    )
    InspectionFinding.objects.bulk_create(findings)


def _wanting(meetings: Sequence[int]) -> defaultdict[int, list[tuple[Criterion, str]]]:
    """By meeting, what may be found in its record: only what is to be seen there."""
    found = defaultdict(list)
    for criterion, text, where in WANTING:
        fitting = Meeting.objects.filter(where, pk__in=meetings)
        for pk in fitting.order_by("pk").values_list("pk", flat=True):
            found[pk].append((criterion, text))
    return found


def _answer(inspection: Inspection, chance: Random, published: datetime, but: Branch) -> None:
    """Most branches have answered, whoever writes for them."""
    rows = list(
        InspectionFinding.objects.filter(record__inspection=inspection)
        .exclude(record__branch=but)
        .select_related("record__meeting")
        .order_by("pk")
    )
    done = [row for row in rows if chance.random() < SHARE_ANSWERED]
    for row in done:
        row.answer = chance.choice(ANSWERS)
        row.answered_at = by_now(published + timedelta(hours=20))
        row.mended_on = row.answered_at.date()
        row.answered_by_id = row.record.meeting.recorded_by_id
    InspectionFinding.objects.bulk_update(
        done, ["answer", "answered_at", "mended_on", "answered_by"], 500
    )
