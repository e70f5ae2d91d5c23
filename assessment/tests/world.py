"""Small worlds in which points are counted."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from assessment.choices import Basis, RuleSetState
from assessment.models import Band, Entry, Rule, RuleSet
from branches.models import Branch, Unit
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import AgendaItem, Attendance, Credit, Decision, Lecture, Meeting, Speech
from members.models import Member
from tests.factories import UserFactory

QUARTER = "2026Q3"
IN_QUARTER = datetime(2026, 9, 10, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
AFTER = datetime(2026, 10, 12, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
THEME_DAY = date(2026, 8, 14)

RULES = [
    ("A1", Basis.ATTENDED, "2", "16", "theme_day general_meeting group_meeting party_lecture"),
    ("A4", Basis.SPOKE, "3", "6", ""),
    ("A5", Basis.DECISION_DONE, "2", "6", ""),
    ("B1", Basis.CLAIM, "3", "15", ""),
    ("C1", Basis.ABSENT, "-3", None, ""),
    ("C3", Basis.DECISION_LATE, "-3", None, ""),
    ("C4", Basis.CLAIM, "-5", None, ""),
    ("V", Basis.VETO, "-100", None, ""),
]
BANDS = [("优", "90"), ("良", "75"), ("合格", "60"), ("提醒谈话", "0")]
numbers = itertools.count(100)  # beyond the versions that are shipped


def rule_set(unit: Unit | None = None, **details) -> RuleSet:
    """A rule set in force since 2026Q1 with one rule of every basis."""
    given = {
        "name": "测试积分规则",
        "version": next(numbers),
        "state": RuleSetState.IN_FORCE,
        "effective_from": "2026Q1",
        "base": Decimal(60),
        "bonus_cap": Decimal(40),
    }
    made = RuleSet.objects.create(unit=unit, **{**given, **details})
    for code, basis, points, cap, kinds in RULES:
        Rule.objects.create(
            rule_set=made,
            code=code,
            name=f"事项{code}",
            group=code[0],
            basis=basis,
            points=Decimal(points),
            cap=cap and Decimal(cap),
            kinds=kinds,
        )
    for name, at_least in BANDS:
        Band.objects.create(rule_set=made, name=name, at_least=Decimal(at_least))
    return made


def meeting(
    branch: Branch,
    *,
    day: date = THEME_DAY,
    kinds: Iterable[MeetingKind] = (MeetingKind.THEME_DAY,),
    state: MeetingState = MeetingState.ACCEPTED,
    title: str = "主题党日",
    **whereabouts: Presence | Iterable[Member],
) -> Meeting:
    """An accepted meeting; ``present=[…], absent=[…]`` and so on say where members were."""
    made = Meeting.objects.create(
        branch=branch,
        token=uuid4(),
        title=title,
        state=state,
        held_on=day,
        cancel_reason="增援" if state == MeetingState.CANCELLED else "",
        recorded_by=UserFactory(),
    )
    for kind in kinds:
        Credit.objects.create(meeting=made, branch=branch, kind=kind)
    for presence, members in whereabouts.items():
        for member in members:
            Attendance.objects.create(
                meeting=made, member=member, branch=branch, presence=Presence(presence)
            )
    return made


def lecture_by(branch: Branch, *lecturers: Member | str, **details) -> Meeting:
    """A Party lecture given by these members, and by guests of these names."""
    made = meeting(branch, **{"kinds": [MeetingKind.LECTURE], **details})
    for number, who in enumerate(lecturers, start=1):
        by = {"lecturer": who, "branch": branch} if isinstance(who, Member) else {}
        Lecture.objects.create(
            meeting=made, number=number, title="条例解读", lecturer_name=str(who), **by
        )
    return made


def spoke_first(branch: Branch, speaker: Member) -> Meeting:
    """A Party lecture of a guest, at which ``speaker`` was the first to speak."""
    made = lecture_by(branch, "指导员")
    item = AgendaItem.objects.create(meeting=made, number=1, title="党课")
    Speech.objects.create(item=item, number=1, speaker=speaker, speaker_name=speaker.name, text="…")
    return made


def decision(branch: Branch, owner: Member, **dates: date | None) -> Decision:
    """A decision of an accepted meeting, owned by ``owner``."""
    item = AgendaItem.objects.create(
        meeting=meeting(branch, kinds=[MeetingKind.COMMITTEE]), number=1, title="议题"
    )
    return Decision.objects.create(
        branch=branch, item=item, year=2026, number=next(numbers), text="整改", owner=owner, **dates
    )


def lines(member: Member, quarter: str = QUARTER) -> list[tuple[str, Decimal, int]]:
    """What stands in the ledger: rule, points, line; oldest first."""
    rows = Entry.objects.filter(member=member, quarter=quarter).order_by("pk")
    return [(row.rule.code, row.points, row.line) for row in rows.select_related("rule")]


def worth(member: Member, quarter: str = QUARTER) -> dict[str, Decimal]:
    """Points by rule, without rules that came to nothing."""
    sums: dict[str, Decimal] = {}
    for code, points, _ in lines(member, quarter):
        sums[code] = sums.get(code, Decimal(0)) + points
    return {code: points for code, points in sums.items() if points}
