"""Not held, and why: a record of its own, so that it is not taken for one that nobody entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from branches.models import Branch
from meetings import reminders
from meetings.choices import MeetingKind, MeetingState
from meetings.completeness import credited_kinds
from meetings.models import Credit, Meeting
from meetings.services.record import save_meeting
from meetings.services.refusals import MeetingRefused, TokenTaken


def cancel_meeting(
    *,
    branch: Branch,
    kinds: Sequence[MeetingKind],
    day: date,
    reason: str,
    token: UUID,
    by: User,
    now: datetime,
) -> Meeting:
    """Record that the meeting due on ``day`` was not held. The same token again gives the same.

    It frees the branch of nothing: the meeting is still owed, but the office sees why it is not
    there. Refused: no kind, no reason, a day on which the branch did not exist; `TokenTaken` where
    the token is another record's.
    """
    if not kinds:
        raise MeetingRefused("请选择是哪种会议没有召开。")
    if not reason.strip():
        raise MeetingRefused("请写明未召开的原因。")
    if not branch.exists_on(day):
        raise MeetingRefused("这一天本支部尚未成立或已经撤销。")
    chosen = credited_kinds(kinds)
    meeting = Meeting(
        branch=branch,
        token=token,
        title="、".join(kind.label for kind in chosen),
        state=MeetingState.CANCELLED,
        held_on=day,
        cancel_reason=reason.strip(),
        recorded_by=by,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            save_meeting(meeting=meeting)
            Credit.objects.bulk_create(
                Credit(meeting=meeting, branch=branch, kind=kind) for kind in chosen
            )
            reminders.settle(branches=[branch], kinds=chosen, day=day, now=now)
    except IntegrityError:
        return _same(meeting)
    return meeting


def _same(meeting: Meeting) -> Meeting:
    """What stands under the token, if it is the same note; not a record, not another day's."""
    standing = Meeting.objects.filter(branch=meeting.branch, token=meeting.token).first()
    if standing is None:
        raise TokenTaken
    asked = (MeetingState.CANCELLED, meeting.title, meeting.held_on)
    if (standing.state, standing.title, standing.held_on) != asked:
        raise TokenTaken(standing.title)
    return standing


@transaction.atomic
def uncancel_meeting(*, meeting: Meeting) -> None:
    """Take back the note that a meeting was not held. Refused for any other record."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state != MeetingState.CANCELLED:
        raise MeetingRefused("只有“未召开”的登记可以撤销。")
    meeting.delete()
