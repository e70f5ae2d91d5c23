"""What a record lacks before it can be handed in. Pure: record, roster and hour in, sentences out.

Required are the elements of minutes as published norms list them (会议记录必备要素): kind, title,
time, place, chair, recorder, who came and why others did not, what was discussed; a vote needs all
its numbers, and they must add up. Late entry is allowed; it asks for a reason. What only looks odd
is not judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from meetings.choices import MeetingKind
from meetings.circles import clash
from meetings.quorum import Count, CountRefused, Headcount
from meetings.record import Ballot, Item, Record
from meetings.roster import Seat, count

POSTS = (("chair", "主持人"), ("recorder", "记录人"))
MOST_SITTINGS = 2
SITTINGS_APART = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence for the screen, and the field of the form that it is about."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """How many days after the meeting a record is not late yet, and the day it is handed in."""

    days: int
    today: date

    def delay(self, held_on: date) -> int:
        """How many days after the meeting, if that is late; else nought."""
        gone = (self.today - held_on).days
        return gone if gone > self.days else 0


def problems(
    record: Record,
    *,
    expected: Sequence[Seat],
    own: Sequence[Seat],
    everybody: Sequence[Seat],
    now: datetime,
    deadline: Deadline,
) -> list[Problem]:
    """Everything that keeps the record from being handed in, in the order of the form.

    ``own`` are those of the expected who are of the branch itself: they vote.
    """
    found = [*_head(record), *_time(record, now)]
    if not found:
        found += _late(record, deadline)
        found += _people(record, expected, everybody)
        found += _minutes(record, count(own, record.marks), everybody)
    return found


def _head(record: Record) -> Iterator[Problem]:
    if not record.kinds:
        yield Problem("kinds", "请至少选一种会议类型。")
    if sentence := clash(record.kinds):
        yield Problem("kinds", sentence)
    if not record.title.strip():
        yield Problem("title", "请填写主题。")
    if MeetingKind.GROUP in record.kinds and not record.group_ids:
        yield Problem("groups", "党小组会请选择是哪个党小组。")


def _time(record: Record, now: datetime) -> Iterator[Problem]:
    if not record.sittings:
        yield Problem("day", "请填写开会的日期和时间。")
        return
    if len(record.sittings) > MOST_SITTINGS:
        yield Problem("two", f"一次会议最多分{MOST_SITTINGS}场。")
    for number, sitting in enumerate(record.sittings, start=1):
        suffix = "" if number == 1 else str(number)
        if sitting.ends_at <= sitting.starts_at:
            yield Problem(f"ends{suffix}", "结束时间要晚于开始时间。")
        if sitting.starts_at > now:
            field = "day" if sitting.starts_at.date() > now.date() else "starts"
            yield Problem(f"{field}{suffix}", "会议尚未召开，还不能上报；内容已存为草稿。")
    yield from _apart(record)
    if not record.place.strip():
        yield Problem("place", "请填写地点。")


def _apart(record: Record) -> Iterator[Problem]:
    first, *others = record.sittings
    for other in others:
        if other.starts_at < first.ends_at:
            yield Problem("starts2", "第二场要在第一场结束之后。")
        elif other.starts_at - first.starts_at > SITTINGS_APART:
            yield Problem("day2", "两场相隔超过一周，请分别记录。")


def _late(record: Record, deadline: Deadline) -> Iterator[Problem]:
    delay = deadline.delay(held_on(record))
    if delay and not record.late_reason.strip():
        yield Problem("late_reason", f"会后第 {delay} 天上报属于补录，请写明原因。")


def held_on(record: Record) -> date:
    """The local day of the first sitting."""
    return timezone.localdate(record.sittings[0].starts_at)


def _people(
    record: Record, expected: Sequence[Seat], everybody: Sequence[Seat]
) -> Iterator[Problem]:
    names = {seat.member_id: seat.name for seat in everybody}
    chosen = record.group_ids if MeetingKind.GROUP in record.kinds else ()
    unknown = set(chosen) - {seat.group_id for seat in everybody}
    if unknown:
        yield Problem("groups", "所选党小组当日没有党员，请重新选择。")
    if not expected:
        yield Problem("roll", "当日名册上没有应到会的人，请核对日期、类型或名册。")
        return
    unmarked = [seat.name for seat in expected if seat.member_id not in record.marks]
    if unmarked:
        yield Problem("roll", f"名册有变化，请核对：{'、'.join(unmarked)}。")
    elif not count(expected, record.marks).present:
        yield Problem("roll", "没有人到会。没有开成的会请登记为“未召开”。")
    yield from _talks(record, names)
    for field, word in POSTS:
        who = record.post(field)
        if who is None:
            yield Problem(field, f"请选择{word}。")
        elif who not in names:
            yield Problem(field, f"{word}当日不在本支部名册上，请重新选择。")


def _talks(record: Record, names: Collection[int]) -> Iterator[Problem]:
    if MeetingKind.LECTURE not in record.kinds:
        return
    if not record.talks:
        yield Problem("l0-who", "党课请选择主讲人。")
    known: set[int] = set()
    for number, talk in enumerate(record.talks):
        if talk.lecturer_id is None:
            if not talk.guest.strip():
                yield Problem(f"l{number}-name", "请写明主讲人的姓名。")
        elif talk.lecturer_id not in names:
            yield Problem(f"l{number}-who", "主讲人当日不在名册上，请重新选择，或写明姓名。")
        elif talk.lecturer_id in known:
            yield Problem(f"l{number}-who", "同一位主讲人只记一次，题目可以写在一起。")
        else:
            known.add(talk.lecturer_id)


def _minutes(record: Record, came: Headcount, everybody: Sequence[Seat]) -> Iterator[Problem]:
    if not record.summary.strip() and not any(_says_something(item) for item in record.items):
        yield Problem("summary", "请写下会议的主要内容，或填写至少一项议题的内容。")
    known = {seat.member_id for seat in everybody}
    for index, item in enumerate(record.items):
        yield from _item(record, index, item, came, known)


def _says_something(item: Item) -> bool:
    return bool(item.report.strip() or item.speeches or item.decisions or item.heard)


def _item(
    record: Record, index: int, item: Item, came: Headcount, known: set[int]
) -> Iterator[Problem]:
    if not item.title.strip():
        yield Problem(f"i{index}-title", f"第 {index + 1} 项议题没有名称。")
    if item.ballot:
        yield from _ballot(f"i{index}-yes", item.ballot, came)
    for number, words in enumerate(item.speeches):
        if words.speaker_id is not None and words.speaker_id not in known:
            yield Problem(f"i{index}-s{number}-who", "发言人当日不在本支部名册上，请重新选择。")
    for number, resolve in enumerate(item.decisions):
        if resolve.owner_id is not None and resolve.owner_id not in known:
            yield Problem(f"i{index}-d{number}-owner", "责任人当日不在本支部名册上，请重新选择。")
        if resolve.due_on and resolve.due_on < held_on(record):
            yield Problem(f"i{index}-d{number}-due", "完成时限不能早于会议日期。")


def _ballot(field: str, ballot: Ballot, came: Headcount) -> Iterator[Problem]:
    try:
        counted(ballot, came)
    except CountRefused as refusal:
        yield Problem(field, str(refusal))


def counted(ballot: Ballot, came: Headcount) -> Count:
    """The ballot against who was there; `CountRefused` if it cannot be true."""
    return Count(
        expected_voters=came.expected_voters,
        present_voters=came.present_voters,
        yes=ballot.yes,
        no=ballot.no,
        abstained=ballot.abstained,
        written_yes=ballot.written_yes,
    )


def credited_kinds(kinds: Iterable[MeetingKind]) -> tuple[MeetingKind, ...]:
    """The kinds in the order of the enumeration, each once."""
    chosen = set(kinds)
    return tuple(kind for kind in MeetingKind if kind in chosen)
