"""What an inspector would note, said beforehand from the record itself. Pure: facts in, words out.

These are facts that the record shows, by the elements of `meetings.completeness` and the hints of
`meetings.oddities`; the inspector confirms each or leaves it. None of them is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from meetings.choices import Criterion, OddityKind

NAMES = {
    "no_place": "没有写地点",
    "no_chair": "没有写主持人或记录人",
    "no_summary": "没有写主要内容",
    "no_speech": "没有发言记录",
    "absent": "有人无故缺席",
    "not_made_up": "未到会的没有登记补学",
    "quorum": "到会人数不足",
    "no_photo": "没有照片或附件",
    "no_owner": "决定没有责任人或时限",
    "overdue": "决定逾期未办结",
    "late": "补录",
    OddityKind.COPIED.value: "与另一份记录近似",
    OddityKind.PHOTO_REUSED.value: "照片重复使用",
    OddityKind.PHOTO_OTHER_DAY.value: "照片非当日拍摄",
    OddityKind.TWO_PLACES.value: "同一人同时在两个会议",
}  # how a notice names them, by the first part of the key
ASPECTS = {
    OddityKind.COPIED: Criterion.SUBSTANCE,
    OddityKind.PHOTO_REUSED: Criterion.EVIDENCE,
    OddityKind.PHOTO_OTHER_DAY: Criterion.EVIDENCE,
    OddityKind.TWO_PLACES: Criterion.ATTENDANCE,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``key`` is the same whenever it is found in the record."""

    criterion: Criterion
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A decision of the record."""

    number: str
    has_owner: bool
    due_on: date | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record shows."""

    place: str = ""
    chaired: bool = True
    recorded: bool = True
    summary: str = ""
    items: int = 0
    speeches: int = 0
    absent: int = 0
    to_make_up: int = 0  # away, and no make-up noted
    suffices: bool = True
    standing: str = ""
    files: int = 0
    decisions: tuple[Resolved, ...] = ()
    late_days: int = 0
    oddities: tuple[tuple[int, OddityKind, str], ...] = field(default=())  # those unexplained


def suggestions(facts: Facts, today: date) -> list[Suggestion]:
    """In the order of the criteria."""
    found = [Suggestion(aspect, key, text) for aspect, key, text in _found(facts, today)]
    order = list(Criterion)
    return sorted(found, key=lambda each: order.index(each.criterion))


def _found(facts: Facts, today: date) -> Iterator[tuple[Criterion, str, str]]:
    if not facts.place.strip():
        yield Criterion.ELEMENTS, "no_place", "没有写地点。"
    if not (facts.chaired and facts.recorded):
        yield Criterion.ELEMENTS, "no_chair", "没有写主持人或记录人。"
    if facts.absent:
        yield Criterion.ATTENDANCE, "absent", f"无故缺席 {facts.absent} 人。"
    if facts.to_make_up:
        yield (
            Criterion.ATTENDANCE,
            "not_made_up",
            f"未到会的有 {facts.to_make_up} 人没有登记补学。",
        )
    if not facts.suffices:
        yield Criterion.ATTENDANCE, "quorum", f"到会人数不足：{facts.standing}"[:200]
    if not facts.summary.strip() and not facts.items:
        yield Criterion.SUBSTANCE, "no_summary", "没有写主要内容，也没有议题。"
    elif not facts.speeches:
        yield Criterion.SUBSTANCE, "no_speech", "没有记下任何人的发言。"
    if not facts.files:
        yield Criterion.EVIDENCE, "no_photo", "没有照片，也没有签到表等附件。"
    yield from _decisions(facts.decisions, today)
    if facts.late_days:
        yield Criterion.TIMELINESS, "late", f"会后第 {facts.late_days} 天才上报。"
    for pk, kind, sentence in facts.oddities:
        yield ASPECTS[kind], f"{kind.value}:{pk}", sentence


def _decisions(rows: Iterable[Resolved], today: date) -> Iterator[tuple[Criterion, str, str]]:
    rows = list(rows)
    loose = [each.number for each in rows if not (each.has_owner and each.due_on)]
    late = [
        each.number for each in rows if each.due_on and each.due_on < today and not each.is_done
    ]
    if loose:
        yield Criterion.DECISIONS, "no_owner", f"决定没有责任人或时限：{_some(loose)}。"
    if late:
        yield Criterion.DECISIONS, "overdue", f"决定逾期未办结：{_some(late)}。"


def _some(numbers: list[str]) -> str:
    return "、".join(numbers[:3]) + (f"等 {len(numbers)} 项" if len(numbers) > 3 else "")
