"""What would have been pointed out when the copying branches handed in, by the same rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from branches.calendar import day_label
from meetings.choices import OddityKind
from meetings.models import Attachment, Meeting, Oddity
from meetings.oddities import Finding, Taken, Used, photos_used_before
from meetings.similarity import closest


def find(meetings: Iterable[Meeting]) -> None:
    """Look at each branch's records in the order in which they were held."""
    photos = {photo.meeting_id: photo for photo in Attachment.objects.exclude(meeting=None)}
    written: dict[int, Meeting] = {}
    pictured: dict[int, Meeting] = {}
    rows: list[Oddity] = []
    for meeting in sorted(meetings, key=lambda each: each.held_on):
        if meeting.theme_id:
            rows += _rows(meeting, _copied(meeting, written.get(meeting.branch_id)))
            written[meeting.branch_id] = meeting
        if meeting.pk in photos:
            rows += _rows(meeting, _reused(meeting, pictured.get(meeting.branch_id), photos))
            pictured[meeting.branch_id] = meeting
    Oddity.objects.bulk_create(rows)


def _rows(meeting: Meeting, findings: Iterable[Finding]) -> list[Oddity]:
    return [
        Oddity(
            meeting=meeting,
            kind=found.kind,
            key=found.key,
            sentence=found.sentence,
            other_id=found.other_id,
            found_at=meeting.handed_in_at,
        )
        for found in findings
    ]


def _copied(meeting: Meeting, before: Meeting | None) -> Iterator[Finding]:
    earlier = [(before.pk, before.summary)] if before else []
    found = closest(meeting.summary, earlier)
    if found and before:
        yield Finding(
            OddityKind.COPIED,
            f"copied:{before.pk}",
            f"与{day_label(before.held_on)}“{before.title[:24]}”的记录近似：{found[1].label}。",
            before.pk,
        )


def _reused(
    meeting: Meeting, before: Meeting | None, photos: dict[int, Attachment]
) -> Iterator[Finding]:
    if before is None:
        return
    new, old = photos[meeting.pk], photos[before.pk]
    taken = [Taken(new.pk, new.perceptual_hash, meeting.held_on)]
    used = [Used(old.perceptual_hash, before.pk, before.title, before.held_on)]
    yield from photos_used_before(taken, used)
