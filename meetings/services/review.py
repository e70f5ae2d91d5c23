"""The way of a record: handed in, taken back, returned, accepted. Every step leaves a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from meetings.choices import MeetingState, ReviewAction
from meetings.models import Meeting, Review
from meetings.services import telling
from meetings.services.refusals import MeetingRefused


def accept(*, meeting: Meeting, by: User, now: datetime, remark: str = "") -> Meeting:
    """A reviewer accepts the record; from now on it counts. Accepting it again changes nothing."""
    return _step(meeting, MeetingState.ACCEPTED, ReviewAction.ACCEPT, by=by, now=now, remark=remark)


def return_meeting(*, meeting: Meeting, by: User, now: datetime, remark: str) -> Meeting:
    """Send the record back to the branch. Refused: without a remark that says what to change."""
    if not remark.strip():
        raise MeetingRefused("请写明退回的原因，让支部知道要改什么。")
    return _step(meeting, MeetingState.RETURNED, ReviewAction.RETURN, by=by, now=now, remark=remark)


def withdraw(*, meeting: Meeting, by: User, now: datetime) -> Meeting:
    """The branch takes back what nobody has decided on yet, to change it."""
    return _step(meeting, MeetingState.DRAFT, ReviewAction.WITHDRAW, by=by, now=now)


def accept_several(*, meetings: Iterable[Meeting], by: User, now: datetime) -> list[Meeting]:
    """Accept what still waits among ``meetings``; what was decided on meanwhile is left alone."""
    keys = [meeting.pk for meeting in meetings]
    with transaction.atomic():
        waiting = list(
            Meeting.objects.select_for_update(of=("self",))
            .select_related("branch")
            .filter(pk__in=keys, state=MeetingState.HANDED_IN)
        )
        for meeting in waiting:
            _refuse_own(meeting, by)
            meeting.state = MeetingState.ACCEPTED
        Meeting.objects.filter(pk__in=[meeting.pk for meeting in waiting]).update(
            state=MeetingState.ACCEPTED
        )
        Review.objects.bulk_create(
            Review(meeting=meeting, action=ReviewAction.ACCEPT, by=by, at=now)
            for meeting in waiting
        )
        telling.accepted(meetings=waiting, by=by, now=now)
    return waiting


def _step(
    meeting: Meeting,
    state: MeetingState,
    action: ReviewAction,
    *,
    by: User,
    now: datetime,
    remark: str = "",
) -> Meeting:
    """Move on what was handed in; the same step again is harmless, any other is refused."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if meeting.state == state:
            return meeting
        if meeting.state != MeetingState.HANDED_IN:
            raise MeetingRefused(f"这份记录现在是“{meeting.get_state_display()}”，不能这样处理。")
        if action != ReviewAction.WITHDRAW:
            _refuse_own(meeting, by)
        meeting.state = state
        meeting.save(update_fields=["state"])
        review = Review(meeting=meeting, action=action, by=by, at=now, remark=remark.strip())
        review.full_clean(exclude=["meeting", "by"])
        review.save()
        if state == MeetingState.RETURNED:
            telling.returned(meeting=meeting, review=review, key=returned_key(meeting=meeting))
        elif state == MeetingState.ACCEPTED:
            telling.accepted(meetings=[meeting], by=by, now=now)
    return meeting


def returned_key(*, meeting: Meeting) -> str:
    """The matter that this wording of the record was returned."""
    return f"meeting-returned:{meeting.pk}:{meeting.version}"


def _refuse_own(meeting: Meeting, by: User) -> None:
    if meeting.recorded_by_id == by.pk:
        raise MeetingRefused("自己录入的记录要由另一个人审核。")
