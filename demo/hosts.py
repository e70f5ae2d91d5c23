"""Who led, wrote down, taught and spoke at the demonstration's meetings: people who came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from demo.meetings import Batch
from demo.tree import Plan
from meetings.choices import Presence
from meetings.models import Attendance, Meeting, Speech
from members.choices import Stage
from members.models import Member

Came = dict[int, list[Member]]


def seat(batch: Batch, plans: Iterable[Plan], *, after: int) -> None:
    """Put somebody who came in the place of everybody who did not; ``after`` as for the
    attendance, which is there already."""
    came = _came(batch.meetings, {plan.branch.pk: plan.people for plan in plans}, after)
    changed = [meeting for meeting in batch.meetings if _led(meeting, came[meeting.pk])]
    Meeting.objects.bulk_update(changed, ["chair", "recorder"], batch_size=500)
    for lecture in batch.lectures:
        here = came[lecture.meeting.pk]
        if lecture.lecturer and here and lecture.lecturer not in here:
            lecture.lecturer = lecture.meeting.chair
            lecture.lecturer_name = lecture.lecturer.name
    by_item = groupby(batch.speeches, key=lambda speech: id(speech.item))
    batch.speeches = [speech for _, spoken in by_item for speech in _spoken(list(spoken), came)]


def _came(meetings: Iterable[Meeting], people: dict[int, list[Member]], after: int) -> Came:
    present: defaultdict[int, set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(meeting__gt=after, presence=Presence.PRESENT).order_by()
    for meeting, member in rows.values_list("meeting", "member"):
        present[meeting].add(member)
    return {
        meeting.pk: [one for one in people[meeting.branch_id] if one.pk in present[meeting.pk]]
        for meeting in meetings
    }


def _led(meeting: Meeting, came: Sequence[Member]) -> bool:
    """Whether chair or recorder had to be changed."""
    before = (meeting.chair, meeting.recorder)
    full = [one for one in came if one.stage == Stage.FULL] or list(came)
    if not full:
        return False
    if meeting.chair not in came:
        meeting.chair = full[0]
    if meeting.recorder not in came or meeting.recorder == meeting.chair:
        meeting.recorder = full[min(1, len(full) - 1)]
    return before != (meeting.chair, meeting.recorder)


def _spoken(speeches: Sequence[Speech], came: Came) -> list[Speech]:
    """Of one item: nobody speaks twice, and what nobody is left to say is not said."""
    here = came[speeches[0].item.meeting.pk]
    spoke = [speech.speaker for speech in speeches if speech.speaker in here]
    kept = []
    for speech in speeches:
        if speech.speaker not in here:
            speech.speaker = next((one for one in reversed(here) if one not in spoke), None)
            if speech.speaker is None:
                continue
            spoke.append(speech.speaker)
            speech.speaker_name = speech.speaker.name
        kept.append(speech)
    return kept
