"""Looking up what a record is compared with, and what was found out about an oddity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Prepared
from branches.calendar import day_label
from branches.models import Branch
from meetings import oddities
from meetings.choices import ENTERED, OddityKind, Presence
from meetings.completeness import held_on
from meetings.models import Attachment, Attendance, Meeting, Oddity, Theme
from meetings.oddities import Elsewhere, Finding, Taken, Used
from meetings.record import Record
from meetings.roster import Seat
from meetings.services.refusals import MeetingRefused
from meetings.similarity import closest

EARLIER_RECORDS = 6  # of the branch, the latest ones that are not this one
PHOTOS_SINCE = timedelta(days=550)


def look(
    *,
    branch: Branch,
    record: Record,
    expected: Sequence[Seat],
    theme: Theme | None = None,
    meeting: Meeting | None = None,
) -> list[Finding]:
    """What a reviewer would ask about. ``meeting`` is the record itself when it stands already."""
    own = meeting.pk if meeting else None
    return [
        *_copied(branch, record, theme, own),
        *_photos(branch, record, own),
        *_two_places(record, expected, own),
    ]


def _copied(
    branch: Branch, record: Record, theme: Theme | None, own: int | None
) -> Iterator[Finding]:
    texts, titles = _earlier_texts(branch, own)
    found = closest(record.text, texts.items(), common=_given(theme))
    if found:
        key, likeness = found
        title, day = titles[key]
        yield Finding(
            OddityKind.COPIED,
            f"copied:{key}",
            f"与{day_label(day)}“{title[:24]}”的记录近似：{likeness.label}。",
            key,
        )


def _earlier_texts(
    branch: Branch, own: int | None
) -> tuple[dict[int, str], dict[int, tuple[str, date]]]:
    """Texts, titles and days of the branch's latest records, by key. One query."""
    rows = _EARLIER.rows(branch=branch.pk, own=own)
    parts: dict[int, dict[tuple[int, str], None]] = {}
    titles = {}
    for key, title, day, summary, item, report, speech in rows:
        titles[key] = (title, day)
        written = parts.setdefault(key, {(0, summary): None})
        written[item or 0, report or ""] = None
        written[item or 0, speech or ""] = None
    return {key: "\n".join(text for _, text in each) for key, each in parts.items()}, titles


_EARLIER = Prepared(
    lambda branch, own: (
        Meeting.objects.filter(
            pk__in=Meeting.objects.entered()
            .filter(branch_id=branch)
            .exclude(pk=own)
            .order_by("-pk")
            .values("pk")[:EARLIER_RECORDS]
        )
        .order_by("pk", "agenda__number", "agenda__speeches__number")
        .values_list(
            "pk", "title", "held_on", "summary", "agenda__number", "agenda__report",
            "agenda__speeches__text",
        )
    )
)  # fmt: skip


def _given(theme: Theme | None) -> str:
    """What the office published for all: quoting it is no copying."""
    return f"{theme.material}\n{theme.agenda}" if theme else ""


def _photos(branch: Branch, record: Record, own: int | None) -> Iterator[Finding]:
    if not record.attachment_ids:
        return
    photos = [
        Taken(pk, likeness, timezone.localdate(taken_at) if taken_at else None)
        for pk, likeness, taken_at in Attachment.objects.photos()
        .filter(branch=branch, pk__in=record.attachment_ids)
        .values_list("pk", "perceptual_hash", "taken_at")
    ]
    days = {timezone.localdate(sitting.starts_at) for sitting in record.sittings}
    yield from oddities.photos_taken_another_day(photos, days)
    hashes = [photo.perceptual_hash for photo in photos if photo.perceptual_hash]
    if hashes:
        yield from oddities.photos_used_before(photos, _used(branch, hashes, record, own))


def _used(branch: Branch, hashes: list[str], record: Record, own: int | None) -> Iterator[Used]:
    """Photos of other records: the very same anywhere, all of the branch's own for near ones."""
    since = held_on(record) - PHOTOS_SINCE
    rows = (
        Attachment.objects.photos()
        .filter(Q(perceptual_hash__in=hashes) | Q(branch=branch), meeting__held_on__gte=since)
        .exclude(meeting=own)
        .values_list("perceptual_hash", "meeting_id", "meeting__title", "meeting__held_on")
    )
    return (Used(*row) for row in rows)


def _two_places(record: Record, expected: Sequence[Seat], own: int | None) -> Iterator[Finding]:
    present = {}
    for seat in expected:
        mark = record.marks[seat.member_id]
        if mark.presence == Presence.PRESENT:
            sitting = record.sittings[min(mark.sitting, len(record.sittings)) - 1]
            present[seat.member_id] = (sitting.starts_at, sitting.ends_at)
    rows = _ELSEWHERE.rows(
        members=list(present),
        begins=min(begins for begins, _ in present.values()),
        ends=max(ends for _, ends in present.values()),
        own=own,
    )
    return oddities.in_two_places(present, (Elsewhere(*row) for row in rows))


_ELSEWHERE = Prepared(
    lambda members, begins, ends, own: (
        Attendance.objects.filter(
            member_id__in=members,
            presence=Presence.PRESENT,
            meeting__state__in=ENTERED,
            sitting__starts_at__lt=ends,
            sitting__ends_at__gt=begins,
        )
        .exclude(meeting_id=own)
        .order_by("meeting_id", "member__name_pinyin")
        .values_list(
            "member_id", "member__name", "meeting_id", "meeting__title",
            "sitting__starts_at", "sitting__ends_at",
        )
    )
)  # fmt: skip


def explain_oddity(*, oddity: Oddity, by: User, explanation: str, now: datetime) -> Oddity:
    """A reviewer has asked and says what the matter was; it no longer counts as open.

    Explaining it again rewords the explanation. Refused: nothing said.
    """
    if not explanation.strip():
        raise MeetingRefused("请写明核实的情况。")
    oddity.explained_by, oddity.explained_at = by, now
    oddity.explanation = explanation.strip()
    oddity.full_clean(exclude=["meeting", "other", "explained_by"])
    oddity.save()
    return oddity
