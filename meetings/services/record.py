"""Recording a meeting: one call with everything, written once however often it is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Prepared
from branches.models import Branch
from meetings import completeness, reminders, roster
from meetings.choices import OPEN_FOR_EDITING, MeetingKind, MeetingState, ReviewAction
from meetings.circles import Circle, circle_of
from meetings.completeness import POSTS, Deadline, Problem
from meetings.earlier import Earlier, earlier_decisions
from meetings.models import Draft, Meeting, Review, Theme
from meetings.oddities import Away, Finding, posts_away
from meetings.quorum import Headcount, decide
from meetings.record import Ballot, Record
from meetings.roster import Seat
from meetings.services import minutes, oddities, partners, supervision
from meetings.services.numbers import NEVER_LATE, Numbers
from meetings.services.refusals import LooksOdd, MeetingRefused, TokenTaken
from meetings.services.review import returned_key
from meetings.services.revisions import keep_revision
from notices import outbox

ATTEMPTS = 3
_THEME = Prepared(lambda pk: Theme.objects.select_related("unit").filter(pk=pk))


@dataclass(frozen=True, slots=True)
class Judged:
    """A record that may be handed in, with all that was looked up to say so."""

    record: Record
    branches: tuple[Branch, ...]
    partners: list[Branch]
    expected: list[Seat]
    names: dict[int, str]
    homes: dict[int, int]
    came: Headcount
    late_days: int
    findings: list[Finding]
    away: list[Away]
    numbers: Numbers
    earlier: dict[int, Earlier]

    @property
    def held_on(self) -> date:
        return completeness.held_on(self.record)

    def passed(self, ballot: Ballot) -> bool:
        """Whether the vote carried its item, by the rule for this kind of meeting."""
        circle = circle_of(self.record.kinds)
        kind = MeetingKind.COMMITTEE if circle is Circle.COMMITTEE else MeetingKind.GENERAL
        verdict = decide(
            kind=kind,
            matter=ballot.matter,
            count=completeness.counted(ballot, self.came),
            thresholds=self.numbers.thresholds,
        )
        return verdict.passed


def record_meeting(
    *,
    branch: Branch,
    record: Record,
    token: UUID,
    by: User,
    now: datetime,
    seen: Collection[str] | None = None,
) -> Meeting:
    """Write down a gathering and hand it in. The same ``token`` again gives the same meeting.

    Other branches that the record names are asked whether they were there too, unless ``by``
    writes for them (see `services.partners`). ``seen`` are the keys of findings that the author
    has been shown; any other finding, and a chair or recorder who was away, raises `LooksOdd` and
    nothing is written. ``None`` does not ask.
    Refused (`MeetingRefused`): whatever `completeness.problems` finds; `TokenTaken`: the token of a
    meeting that was noted as not held.
    """

    def write() -> Meeting:
        judged = judge(branch=branch, record=record, by=by, now=now)
        _show_first(judged, seen)
        meeting = Meeting(branch=branch, token=token, recorded_by=by, recorded_at=now)
        _hand_in(meeting, judged, by, now)
        minutes.write(meeting=meeting, judged=judged, by=by, now=now)
        if record.assigns:
            supervision.supervise(meeting=meeting, now=now, fresh=True)
        Draft.objects.filter(token=token).delete()
        return meeting

    meeting = _once(write, Meeting.objects.filter(branch=branch, token=token))
    if meeting.state == MeetingState.CANCELLED:
        raise TokenTaken(meeting.title)
    return meeting


def hand_in(
    *,
    meeting: Meeting,
    record: Record,
    version: int,
    by: User,
    now: datetime,
    seen: Collection[str] | None = None,
) -> Meeting:
    """Hand in anew what was returned or withdrawn; the former wording is kept as a revision.

    ``version`` is the one that the author started from. Handing in the same edit twice makes one.
    Whether the record is late stays as it was when it was first handed in.
    """
    pk = meeting.pk

    def write() -> Meeting:
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("branch__unit")
        meeting = rows.get(pk=pk)
        if meeting.version != version or meeting.state not in OPEN_FOR_EDITING:
            raise MeetingRefused("这份记录已被另一处修改或上报，请打开它看看现在的内容。")
        judged = judge(branch=meeting.branch, record=record, by=by, now=now, meeting=meeting)
        _show_first(judged, seen)
        outbox.withdraw(keys=[returned_key(meeting=meeting)], now=now)
        keep_revision(meeting=meeting, by=by, now=now)
        meeting.version += 1
        _hand_in(meeting, judged, by, now)
        former = supervision.keys_of(meeting=meeting)
        minutes.rewrite(meeting=meeting, judged=judged, by=by, now=now)
        supervision.supervise(meeting=meeting, now=now, former=former)
        Draft.objects.filter(meeting=meeting).delete()
        return meeting

    done = Meeting.objects.filter(pk=pk, version=version + 1, state=MeetingState.HANDED_IN)
    return _once(write, done)


def _once(write: Callable[[], Meeting], done: QuerySet[Meeting]) -> Meeting:
    """Write in a transaction; where that fails because it was ``done`` already, what stands.

    Tried again when two records took the same number for a decision at the same moment.
    """
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            standing = done.first()
        except (MeetingRefused, LooksOdd):
            standing = done.first()
            if standing is None:
                raise
        if standing:
            return standing
    raise MeetingRefused("同一时间有多份记录在上报，请再试一次。")


def judge(
    *,
    branch: Branch,
    record: Record,
    by: User,
    now: datetime,
    meeting: Meeting | None = None,
) -> Judged:
    """Look up the roster and the numbers of the day, and refuse what is incomplete."""
    day = completeness.held_on(record) if record.sittings else timezone.localdate(now)
    together = partners.named(branch=branch, record=record, day=day, by=by, meeting=meeting)
    branches = (branch, *together)
    numbers = Numbers.of(branch=branch, day=day)
    theme = None
    if record.theme_id is not None:
        theme = _THEME.instance(pk=record.theme_id)
    everybody = roster.everybody(branches, day)
    expected = roster.expected_of(
        everybody,
        kinds=record.kinds,
        group_ids=record.group_ids,
        committee=_committee(record, branches, day),
    )
    own = [seat for seat in expected if seat.branch_id == branch.pk]
    before = meeting if meeting and meeting.handed_in_at else None
    allowed = NEVER_LATE if before else numbers.late_days  # judged when first handed in
    deadline = Deadline(allowed, timezone.localdate(now))
    earlier = _earlier(branch, record, day, meeting)
    problems = [
        *_before_or_after(branch, day),
        *_not_ours(theme, record, branch),
        *partners.problems(record=record, partners=together),
        *completeness.problems(
            record, expected=expected, own=own, everybody=everybody, now=now, deadline=deadline
        ),
        *_not_decided(record, earlier),
    ]
    if problems:
        raise MeetingRefused(problems=problems)
    late_days = before.late_days if before else deadline.delay(day)
    found = oddities.look(
        branch=branch, record=record, expected=expected, theme=theme, meeting=meeting
    )
    came = roster.count(own, record.marks)
    names = {seat.member_id: seat.name for seat in everybody}
    homes = {seat.member_id: seat.branch_id for seat in everybody}
    return Judged(
        record=record,
        branches=branches,
        partners=together,
        expected=expected,
        names=names,
        homes=homes,
        came=came,
        late_days=late_days,
        findings=found,
        away=_away(record, expected, names),
        numbers=numbers,
        earlier=earlier,
    )


def _away(record: Record, expected: Sequence[Seat], names: Mapping[int, str]) -> list[Away]:
    marks = {seat.member_id: record.marks[seat.member_id].presence for seat in expected}
    return posts_away({field: record.post(field) for field, _ in POSTS}, marks, names)


def _committee(record: Record, branches: Sequence[Branch], day: date) -> set[int]:
    if circle_of(record.kinds) is not Circle.COMMITTEE:
        return set()
    return roster.committee_user_ids(branches, day)


def _before_or_after(branch: Branch, day: date) -> list[Problem]:
    if branch.exists_on(day):
        return []
    return [Problem("day", "这一天本支部尚未成立或已经撤销。")]


def _not_ours(theme: Theme | None, record: Record, branch: Branch) -> list[Problem]:
    if record.theme_id is None:
        return []
    if theme and theme.published_at and branch.unit.path.startswith(theme.unit.path):
        return []
    return [Problem("theme", "这个主题已撤销或不是发给本支部的，请重新选择。")]


def _earlier(
    branch: Branch, record: Record, day: date, meeting: Meeting | None
) -> dict[int, Earlier]:
    """By duty, when the record hears of any."""
    if not record.heard:
        return {}
    found = earlier_decisions(branch=branch, day=day, meeting=meeting, named=record.heard)
    return {each.duty_id: each for each in found}


def _not_decided(record: Record, earlier: Collection[int]) -> list[Problem]:
    return [
        Problem(f"i{number}-heard", "其中有的决定那天还没有作出，或者已经撤销，请重新勾选。")
        for number, item in enumerate(record.items)
        if not set(item.heard).issubset(earlier)
    ]


def _show_first(judged: Judged, seen: Collection[str] | None) -> None:
    found: list[Away | Finding] = [*judged.away, *judged.findings]
    if seen is not None and any(finding.key not in seen for finding in found):
        raise LooksOdd(found)


def _hand_in(meeting: Meeting, judged: Judged, by: User, now: datetime) -> None:
    """The meeting's own row and the step in its history; children are written by `minutes`."""
    record, came = judged.record, judged.came
    meeting.title = record.title.strip()
    meeting.state = MeetingState.HANDED_IN
    meeting.held_on = judged.held_on
    meeting.place = record.place.strip()
    meeting.theme_id = record.theme_id
    meeting.chair_id = record.chair_id
    meeting.recorder_id = record.recorder_id
    meeting.observers = record.observers.strip()
    meeting.summary = record.summary.strip()
    meeting.late_days = judged.late_days
    meeting.late_reason = (
        (record.late_reason.strip() or meeting.late_reason) if judged.late_days else ""
    )
    meeting.handed_in_at = now
    meeting.expected, meeting.present, meeting.excused = came.expected, came.present, came.excused
    meeting.expected_voters, meeting.present_voters = came.expected_voters, came.present_voters
    save_meeting(meeting=meeting)
    Review.objects.create(meeting=meeting, action=ReviewAction.HAND_IN, by=by, at=now)
    reminders.settle(branches=judged.branches, kinds=record.kinds, day=judged.held_on, now=now)


def save_meeting(*, meeting: Meeting) -> None:
    """Save after checking the columns. What spans tables was judged before; what the constraints
    hold, the database checks itself: asking it twice would cost ten statements a record."""
    keys = [field.name for field in meeting._meta.fields if field.is_relation]
    try:
        meeting.clean_fields(exclude=[*keys, "token"])
    except ValidationError as error:
        raise MeetingRefused("".join(error.messages)) from error
    meeting.save()
