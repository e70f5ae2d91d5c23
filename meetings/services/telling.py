"""Telling a branch what others did with its record: whoever wrote it, and the secretaries.

Nobody is told what they did themselves. What happened to several records at once is said once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from branches.calendar import day_label
from meetings.models import Attendance, Meeting, Review
from meetings.roster import secretaries_of
from notices.choices import NoticeKind
from notices.outbox import Message, post, post_all

MOST_TITLES = 3


def accepted(*, meetings: Sequence[Meeting], by: User, now: datetime) -> None:
    """One message a person, however many of the records are theirs."""
    theirs: dict[int, list[Meeting]] = defaultdict(list)
    oldest_first = sorted(meetings, key=lambda meeting: (meeting.held_on, meeting.pk))
    for meeting, people in _keepers(oldest_first, by, now):
        for person in people:
            theirs[person].append(meeting)
    post_all(messages=(_of_accepted(person, some) for person, some in theirs.items()))


def _of_accepted(person: int, meetings: Sequence[Meeting]) -> Message:
    first = meetings[0]
    key = f"meeting-accepted:{first.pk}:{first.version}"
    if len(meetings) == 1:
        return Message(
            recipient_id=person,
            key=key,
            kind=NoticeKind.REVIEW,
            subject=f"记录已通过：{first.title}",
            body=f"{first.branch}{day_label(first.held_on)}的记录已通过审核，计入积分。",
            path=first.get_absolute_url(),
        )
    titles = "、".join(f"“{meeting.title}”" for meeting in meetings[:MOST_TITLES])
    more = "等" if len(meetings) > MOST_TITLES else ""
    return Message(
        recipient_id=person,
        key=key,
        kind=NoticeKind.REVIEW,
        subject=f"{len(meetings)} 份记录已通过",
        body=f"{titles}{more}已通过审核，计入积分。",
        path=reverse("meetings:list"),
    )


def returned(*, meeting: Meeting, review: Review, key: str) -> None:
    """With the remark that says what to change."""
    ((_, people),) = _keepers([meeting], review.by, review.at)
    post(
        recipients=people,
        key=key,
        kind=NoticeKind.REVIEW,
        subject=f"记录被退回：{meeting.title}",
        body=f"{day_label(meeting.held_on)}，退回意见：{review.remark}",
        path=meeting.get_absolute_url(),
    )


def corrected(*, attendance: Attendance, remark: str, by: User, now: datetime) -> None:
    """Once a day for a record: the further corrections of that day stand in its history."""
    meeting = attendance.meeting
    ((_, people),) = _keepers([meeting], by, now)
    if attendance.branch_id != meeting.branch_id:
        own = secretaries_of([attendance.branch_id], now.date())[attendance.branch_id]
        people = people | set(own) - {by.pk}
    post(
        recipients=people,
        key=f"meeting-corrected:{meeting.pk}:{now:%Y-%m-%d}",
        kind=NoticeKind.REVIEW,
        subject=f"考勤被更正：{meeting.title}",
        body=f"{by}更正了{day_label(meeting.held_on)}的考勤。{remark}当天如再有更正，见办理过程。",
        path=meeting.get_absolute_url(),
    )


def _keepers(
    meetings: Sequence[Meeting], by: User, now: datetime
) -> Iterable[tuple[Meeting, set[int]]]:
    """Each record with whom it concerns at its branch."""
    secretaries = secretaries_of({meeting.branch_id for meeting in meetings}, now.date())
    for meeting in meetings:
        yield meeting, {meeting.recorded_by_id, *secretaries[meeting.branch_id]} - {by.pk}
