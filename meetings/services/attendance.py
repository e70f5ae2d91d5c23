"""Attendance after the record was handed in: make-ups, and corrections that leave a trace."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q

from accounts import audit
from accounts.models import User
from branches.calendar import day_label
from meetings.choices import COUNTED, ENTERED, EXCUSED, Presence, ReviewAction
from meetings.models import Attendance, Meeting, Review
from meetings.services import telling
from meetings.services.numbers import Numbers
from meetings.services.refusals import MeetingRefused
from meetings.services.revisions import keep_revision


@transaction.atomic
def correct_attendance(
    *, attendance: Attendance, presence: Presence, reason: str, by: User, now: datetime
) -> Attendance:
    """Put right where somebody was, after the record was accepted.

    The former record is kept as a revision, the step and its reason stand in the history, and the
    counts follow; points are corrected by further lines of the ledger. Correcting to what stands
    already changes nothing. Refused: without a reason, one's own attendance, a record that was not
    accepted (change the record itself).
    """
    meeting = Meeting.objects.select_for_update().get(pk=attendance.meeting_id)
    attendance = Attendance.objects.select_related("member").get(pk=attendance.pk)
    if meeting.state not in COUNTED:
        raise MeetingRefused("这份记录还没有通过审核，请直接修改记录。")
    if attendance.presence == presence:
        return attendance
    if not reason.strip():
        raise MeetingRefused("请写明更正的原因。")
    if attendance.member.user_id == by.pk:
        raise MeetingRefused("本人的考勤要由另一位同志更正。")
    keep_revision(meeting=meeting, by=by, now=now)
    was = attendance.get_presence_display()
    attendance.presence = presence
    attendance.clean_fields(exclude=["meeting", "member", "branch", "sitting"])
    attendance.save()
    _count(meeting, attendance.branch_id)
    changes = {f"{attendance.member.name}的到会情况": (was, presence.label)}
    audit.record_change(user=by, obj=meeting, changes=changes, reason=reason.strip())
    post = "" if presence == Presence.PRESENT else meeting.post_of(attendance.member_id)
    who = f"{attendance.member.name}（{post}）" if post else attendance.member.name
    remark = f"{who}：{was} → {presence.label}。{reason.strip()}"
    Review.objects.create(
        meeting=meeting, action=ReviewAction.CORRECT, by=by, at=now, remark=remark[:300]
    )
    attendance.meeting = meeting
    telling.corrected(attendance=attendance, remark=remark, by=by, now=now)
    return attendance


def _count(meeting: Meeting, branch: int) -> None:
    """Of the people of this branch: the meeting's own, or a partner."""
    present = Q(presence=Presence.PRESENT)
    counts = meeting.attendances.filter(branch=branch).aggregate(
        present=Count("pk", filter=present),
        excused=Count("pk", filter=Q(presence__in=EXCUSED)),
        present_voters=Count("pk", filter=present & Q(may_vote=True)),
    )
    if branch != meeting.branch_id:
        counts.pop("present_voters")
        meeting.partners.filter(branch=branch).update(**counts)
        counts = {}
    for name, number in counts.items():
        setattr(meeting, name, number)
    meeting.version += 1
    meeting.save(update_fields=[*counts, "version"])


def make_up(*, attendance: Attendance, on: date, how: str, today: date) -> Attendance:
    """Note when and how somebody made up for a meeting. Again: rewords what was noted.

    Refused: who was there, a day before the meeting or still to come, after so many days as the
    rule gives (`DS.make_up_days`), without saying how, a record that was not handed in.
    """
    if attendance.meeting.state not in ENTERED:
        raise MeetingRefused("这份记录还没有上报，不能登记补学。")
    if attendance.presence == Presence.PRESENT:
        raise MeetingRefused(f"{attendance.member.name}已到会，不需要补学。")
    if not attendance.meeting.held_on <= on <= today:
        raise MeetingRefused("补学日期要在开会之后，不晚于今天。")
    meeting = attendance.meeting
    until = Numbers.of(branch=meeting.branch, day=meeting.held_on).make_up_until(meeting.held_on)
    if until and on > until:
        raise MeetingRefused(f"补学到{day_label(until)}截止，已经过期。")
    if not how.strip():
        raise MeetingRefused("请写明怎样补学，例如“个别传达、学习材料”。")
    attendance.made_up_on, attendance.made_up_how = on, how.strip()[:100]
    attendance.clean_fields(exclude=["meeting", "member", "branch", "sitting"])
    attendance.save()
    return attendance


def unmake_up(*, attendance: Attendance) -> Attendance:
    """Take the note of a make-up back."""
    attendance.made_up_on, attendance.made_up_how = None, ""
    attendance.save()
    return attendance
