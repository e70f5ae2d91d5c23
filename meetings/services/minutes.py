"""The parts of a record: whom it credits, who came, what was said and decided, what looks odd."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import F, IntegerField, Max, Value
from django.db.models.expressions import Subquery
from django.db.models.functions import Coalesce

from meetings.choices import MeetingKind
from meetings.completeness import credited_kinds
from meetings.fields import GUEST_NAME
from meetings.models import (
    AgendaItem,
    Attendance,
    Credit,
    Decision,
    Heard,
    Lecture,
    Meeting,
    Oddity,
    Sitting,
    Speech,
)
from meetings.record import Item, Record, Resolve
from meetings.services import attachments, partners

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from meetings.earlier import Earlier
    from meetings.oddities import Finding
    from meetings.services.record import Judged

TOLD = ("duty_id", "number", "text", "owner_name", "due_on", "state", "as_of")
OUT_OF_THE_WAY = 1000  # added to the numbers of agenda items that are about to be replaced


def write(*, meeting: Meeting, judged: Judged, by: User, now: datetime) -> None:
    """All parts of a new record."""
    record = judged.record
    counting = {meeting.branch_id}
    if judged.partners:
        counting = partners.write(meeting=meeting, judged=judged, by=by, now=now)
    Credit.objects.bulk_create(_credits(meeting, record, counting))
    sittings = Sitting.objects.bulk_create(_sittings(meeting, record))
    Attendance.objects.bulk_create(_attendance(meeting, judged, counting, sittings))
    Lecture.objects.bulk_create(_lectures(meeting, judged))
    _write_agenda(meeting, judged, kept={}, told={})
    if record.attachment_ids:
        attachments.tie(meeting=meeting, attachment_ids=record.attachment_ids)
    _note(meeting, judged.findings)


def rewrite(*, meeting: Meeting, judged: Judged, by: User, now: datetime) -> None:
    """All parts anew. Decisions keep their numbers, attendance its make-ups, oddities their
    explanations; who no longer belongs to the roster of the day is taken out."""
    record = judged.record
    counting = partners.write(meeting=meeting, judged=judged, by=by, now=now)
    meeting.credits.all().delete()
    Credit.objects.bulk_create(_credits(meeting, record, counting))
    meeting.sittings.all().delete()
    sittings = Sitting.objects.bulk_create(_sittings(meeting, record))
    expected = [seat.member_id for seat in judged.expected if seat.branch_id in counting]
    meeting.attendances.exclude(member_id__in=expected).delete()
    Attendance.objects.bulk_create(
        _attendance(meeting, judged, counting, sittings),
        update_conflicts=True,
        unique_fields=["meeting", "member"],
        update_fields=["branch", "presence", "note", "may_vote", "sitting"],
    )
    meeting.lectures.all().delete()
    Lecture.objects.bulk_create(_lectures(meeting, judged))
    meeting.agenda.update(number=F("number") + OUT_OF_THE_WAY)
    mine = Decision.objects.filter(item__meeting=meeting)
    heard = Heard.objects.filter(item__meeting=meeting, as_of=meeting.held_on)
    _write_agenda(
        meeting,
        judged,
        kept={decision.pk: decision for decision in mine},
        told={each.duty_id: each for each in heard},
    )
    meeting.agenda.filter(number__gt=OUT_OF_THE_WAY).delete()
    attachments.tie(meeting=meeting, attachment_ids=record.attachment_ids)
    meeting.oddities.exclude(key__in=[finding.key for finding in judged.findings]).delete()
    _note(meeting, judged.findings)


def _credits(meeting: Meeting, record: Record, branches: Iterable[int]) -> Iterable[Credit]:
    for branch in sorted(branches, key=lambda each: each != meeting.branch_id):
        for kind in credited_kinds(record.kinds):
            for group in record.group_ids if kind == MeetingKind.GROUP else (None,):
                yield Credit(meeting=meeting, branch_id=branch, kind=kind, group_id=group)


def _sittings(meeting: Meeting, record: Record) -> Iterable[Sitting]:
    for number, time in enumerate(record.sittings, start=1):
        yield Sitting(
            meeting=meeting,
            number=number,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            place=time.place.strip(),
        )


def _attendance(
    meeting: Meeting, judged: Judged, branches: Collection[int], sittings: Sequence[Sitting]
) -> Iterable[Attendance]:
    """Of the people of these branches."""
    for seat in judged.expected:
        if seat.branch_id not in branches:
            continue
        mark = judged.record.marks[seat.member_id]
        yield Attendance(
            meeting=meeting,
            member_id=seat.member_id,
            branch_id=seat.branch_id,
            presence=mark.presence,
            note=mark.note,
            may_vote=seat.may_vote,
            sitting=sittings[min(mark.sitting, len(sittings)) - 1],
        )


def _lectures(meeting: Meeting, judged: Judged) -> Iterable[Lecture]:
    if MeetingKind.LECTURE not in judged.record.kinds:
        return
    for number, talk in enumerate(judged.record.talks, start=1):
        yield Lecture(
            meeting=meeting,
            number=number,
            title=talk.title.strip() or meeting.title,
            lecturer_id=talk.lecturer_id,
            lecturer_name=judged.names.get(talk.lecturer_id or 0, talk.guest.strip()),
            branch_id=judged.homes.get(talk.lecturer_id or 0),
        )


def _write_agenda(
    meeting: Meeting, judged: Judged, kept: dict[int, Decision], told: dict[int, Heard]
) -> None:
    """Items with their speeches and decisions; ``kept`` are the decisions that stand already,
    ``told`` what was heard of earlier ones, by duty: that stays as it was told."""
    items = judged.record.items
    saved = AgendaItem.objects.bulk_create(
        _item(meeting, number, item, judged) for number, item in enumerate(items, start=1)
    )
    pairs = list(zip(saved, items, strict=True))
    Speech.objects.bulk_create(
        Speech(
            item=row,
            number=number,
            speaker_id=words.speaker_id,
            speaker_name=judged.names.get(words.speaker_id or 0, GUEST_NAME),
            text=words.text.strip(),
        )
        for row, item in pairs
        for number, words in enumerate(item.speeches, start=1)
    )
    Heard.objects.bulk_create(
        _heard(row, told.get(duty) or judged.earlier[duty])
        for row, item in pairs
        for duty in item.heard
    )
    resolved = [(row, resolve) for row, item in pairs for resolve in item.decisions]
    reworded = [pair for pair in resolved if pair[1].decision_id in kept]
    _reword(reworded, kept)
    _number([pair for pair in resolved if pair[1].decision_id not in kept], meeting)


def _item(meeting: Meeting, number: int, item: Item, judged: Judged) -> AgendaItem:
    row = AgendaItem(
        meeting=meeting, number=number, title=item.title.strip(), report=item.report.strip()
    )
    if item.ballot:
        row.matter, row.method = item.ballot.matter, item.ballot.method
        row.yes, row.no, row.abstained = item.ballot.yes, item.ballot.no, item.ballot.abstained
        row.written_yes = item.ballot.written_yes
        row.passed = judged.passed(item.ballot)
    return row


def _heard(row: AgendaItem, told: Heard | Earlier) -> Heard:
    return Heard(item=row, **{name: getattr(told, name) for name in TOLD})


def _reword(pairs: list[tuple[AgendaItem, Resolve]], kept: dict[int, Decision]) -> None:
    decisions = []
    for row, resolve in pairs:
        decision = kept[resolve.decision_id or 0]
        decision.item, decision.text = row, resolve.text.strip()
        decision.owner_id, decision.due_on = resolve.owner_id, resolve.due_on
        decisions.append(decision)
    if decisions:
        Decision.objects.bulk_update(decisions, ["item", "text", "owner", "due_on"])


def _number(pairs: list[tuple[AgendaItem, Resolve]], meeting: Meeting) -> None:
    """New decisions take the next numbers of the branch and year, found in the same statement.

    Two records at the same moment would find the same number: the unique key lets one of them
    through, and the other is tried again.
    """
    year = meeting.held_on.year
    taken = Decision.objects.filter(branch=meeting.branch_id, year=year).order_by()
    last = taken.values("branch").annotate(last=Max("number")).values("last")
    Decision.objects.bulk_create(
        Decision(
            branch_id=meeting.branch_id,
            item=row,
            year=year,
            number=Coalesce(Subquery(last, output_field=IntegerField()), Value(0)) + Value(place),
            text=resolve.text.strip(),
            owner_id=resolve.owner_id,
            due_on=resolve.due_on,
        )
        for place, (row, resolve) in enumerate(pairs, start=1)
    )


def _note(meeting: Meeting, findings: Iterable[Finding]) -> None:
    Oddity.objects.bulk_create(
        (
            Oddity(
                meeting=meeting,
                kind=finding.kind,
                key=finding.key,
                sentence=finding.sentence,
                other_id=finding.other_id,
            )
            for finding in findings
        ),
        ignore_conflicts=True,
    )
