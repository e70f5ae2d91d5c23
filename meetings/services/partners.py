"""Branches that met together: who can be named, what waits for their word, and their word.

Whoever writes a record down says that others were there too. That counts for another branch only
once somebody who writes for it has said so; until then its people's attendance is kept with the
partner (`Partner.roll`), where nothing counts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from branches.calendar import day_label
from branches.models import Branch
from meetings import reminders, roster
from meetings.choices import ENTERED, MeetingKind, PartnerState, ReviewAction
from meetings.circles import apart
from meetings.completeness import Problem
from meetings.models import Attendance, Credit, Meeting, Partner, Review
from meetings.record import Record
from meetings.roster import secretaries_of
from meetings.services.refusals import MeetingRefused
from notices import outbox
from notices.choices import NoticeKind

if TYPE_CHECKING:
    from branches.models.branch import BranchQuerySet
    from meetings.services.record import Judged

RECORDED = "已另行记录"


def may_join(*, branch: Branch, day: date, by: User) -> BranchQuerySet:
    """Those of the same brigade, and those that ``by`` writes for."""
    own = Branch.objects.manageable_by(by).holding_meetings().exclude(pk=branch.pk)
    return (Branch.objects.beside(branch) | own).existing_on(day).order_by("unit__path", "pk")


def named(
    *, branch: Branch, record: Record, day: date, by: User, meeting: Meeting | None
) -> list[Branch]:
    """Those of the record's partners that can be named, or stand in it already."""
    if not record.partner_ids:
        return []
    found = list(may_join(branch=branch, day=day, by=by).filter(pk__in=record.partner_ids))
    missing = set(record.partner_ids) - {each.pk for each in found}
    if missing and meeting:
        found += Branch.objects.filter(
            pk__in=meeting.partners.filter(branch__in=missing).values("branch")
        )
    return found


def problems(*, record: Record, partners: Sequence[Branch]) -> list[Problem]:
    """Why the record cannot be one of several branches."""
    if not record.partner_ids:
        return []
    found = []
    if sentence := apart(record.kinds):
        found.append(Problem("partners", sentence))
    if len(partners) < len(set(record.partner_ids)):
        found.append(Problem("partners", "只能和同一大队的支部联合记录，请重新选择。"))
    return found


def write(*, meeting: Meeting, judged: Judged, by: User, now: datetime) -> set[int]:
    """The partners as the record names them now; who has answered keeps the answer.

    Returns the branches for which the gathering counts.
    """
    standing = {row.branch_id: row for row in meeting.partners.all()}
    mine = set(Branch.objects.manageable_by(by).values_list("pk", flat=True))
    rows = [
        _row(standing.get(each.pk) or Partner(meeting=meeting, branch=each), judged)
        for each in judged.partners
    ]
    for row in rows:
        if row.state == PartnerState.WAITING and row.branch_id in mine:
            row.state, row.answered_by, row.answered_at = PartnerState.CONFIRMED, by, now
        if row.state == PartnerState.CONFIRMED:
            row.roll = []
    meeting.partners.exclude(branch__in=judged.partners).delete()
    Partner.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["meeting", "branch"],
        update_fields=[
            "state", "answered_by", "answered_at", "expected", "present", "excused", "roll",
        ],
    )  # fmt: skip
    _ask(meeting, [row for row in rows if row.state == PartnerState.WAITING], now)
    confirmed = (row.branch_id for row in rows if row.state == PartnerState.CONFIRMED)
    return {meeting.branch_id, *confirmed}


def _row(row: Partner, judged: Judged) -> Partner:
    """With the counts and the roll of its people. Who said no and is named anew is asked anew."""
    if row.state == PartnerState.DECLINED:
        row.state, row.answered_by, row.answered_at = PartnerState.WAITING, None, None
    seats = [seat for seat in judged.expected if seat.branch_id == row.branch_id]
    came = roster.count(seats, judged.record.marks)
    row.expected, row.present, row.excused = came.expected, came.present, came.excused
    marks = judged.record.marks
    row.roll = [
        [
            seat.member_id,
            marks[seat.member_id].presence,
            marks[seat.member_id].note,
            seat.may_vote,
            marks[seat.member_id].sitting,
        ]
        for seat in seats
    ]
    return row


def _ask(meeting: Meeting, rows: Sequence[Partner], now: datetime) -> None:
    """Tell the secretaries of branches that were named, once a record."""
    if not rows:
        return
    secretaries = secretaries_of([row.branch_id for row in rows], now.date())
    for row in rows:
        outbox.post(
            recipients=secretaries[row.branch_id],
            key=_key(row),
            kind=NoticeKind.REVIEW,
            subject=f"请确认联合开展：{meeting.title}",
            body=f"{meeting.branch}记录了{day_label(meeting.held_on)}与本支部联合开展的活动，"
            "确认后才计入本支部。",
            path=reverse("meetings:list"),
        )


def _key(row: Partner) -> str:
    return f"meeting-joint:{row.meeting_id}:{row.branch_id}"


@transaction.atomic
def confirm(*, partner: Partner, by: User, now: datetime) -> Partner:
    """The branch was there: from now on the gathering counts for it and its people.

    Confirming again changes nothing. Refused: a record that is being changed, what the branch has
    denied before.
    """
    meeting, partner = _locked(partner)
    if partner.state == PartnerState.CONFIRMED:
        return partner
    _refuse_unfit(meeting, partner)
    kinds = _kinds(meeting)
    Credit.objects.bulk_create(
        Credit(meeting=meeting, branch=partner.branch, kind=kind) for kind in kinds
    )
    Attendance.objects.bulk_create(_attendance(meeting, partner), ignore_conflicts=True)
    partner.roll = []
    _answer(meeting, partner, PartnerState.CONFIRMED, by=by, now=now)
    reminders.settle(branches=[partner.branch], kinds=kinds, day=meeting.held_on, now=now)
    return partner


@transaction.atomic
def decline(*, partner: Partner, by: User, now: datetime, recorded: bool = False) -> Partner:
    """The branch was not there, or has ``recorded`` the gathering itself: its people leave the
    record, and the author is told which.

    Again changes nothing. Refused: a record that is being changed, what the branch has confirmed.
    """
    meeting, partner = _locked(partner)
    if partner.state == PartnerState.DECLINED:
        return partner
    _refuse_unfit(meeting, partner)
    partner.roll, partner.expected, partner.present, partner.excused = [], 0, 0, 0
    why = f"：{RECORDED}" if recorded else ""
    _answer(meeting, partner, PartnerState.DECLINED, by=by, now=now, why=why)
    outbox.post(
        recipients=[meeting.recorded_by_id],
        key=f"{_key(partner)}:no:{meeting.version}",
        kind=NoticeKind.REVIEW,
        subject=f"{partner.branch}{RECORDED if recorded else '表示没有一起开展'}：{meeting.title}",
        body=f"{day_label(meeting.held_on)}的这次活动不计入{partner.branch}。如有出入，请联系对方。",
        path=meeting.get_absolute_url(),
    )
    return partner


def _locked(partner: Partner) -> tuple[Meeting, Partner]:
    """The record first, as everybody who writes it does, then the partner."""
    meeting = Meeting.objects.select_for_update().get(pk=partner.meeting_id)
    rows = Partner.objects.select_for_update(of=("self",)).select_related("branch")
    return meeting, rows.get(pk=partner.pk)


def _refuse_unfit(meeting: Meeting, partner: Partner) -> None:
    if meeting.state not in ENTERED:
        raise MeetingRefused("这份记录正在修改，等对方重新上报后再确认。")
    if partner.state != PartnerState.WAITING:
        raise MeetingRefused(f"本支部已答复“{partner.get_state_display()}”，要改请联系记录的支部。")


def _kinds(meeting: Meeting) -> list[MeetingKind]:
    credits = meeting.credits.filter(branch=meeting.branch_id, group=None).order_by("pk")
    return [MeetingKind(kind) for kind in credits.values_list("kind", flat=True)]


def _attendance(meeting: Meeting, partner: Partner) -> Iterable[Attendance]:
    sittings = dict(meeting.sittings.values_list("number", "pk"))
    for row in partner.roll:
        fields = dict(zip(Partner.ROLL, row, strict=True))
        number = min(fields.pop("sitting"), len(sittings))
        yield Attendance(
            meeting=meeting, branch=partner.branch, sitting_id=sittings[number], **fields
        )


def _answer(
    meeting: Meeting,
    partner: Partner,
    state: PartnerState,
    *,
    by: User,
    now: datetime,
    why: str = "",
) -> None:
    partner.state, partner.answered_by, partner.answered_at = state, by, now
    partner.save()
    action = ReviewAction.JOIN if state == PartnerState.CONFIRMED else ReviewAction.STAY_OUT
    remark = f"{partner.branch.name}{why}"
    Review.objects.create(meeting=meeting, action=action, by=by, at=now, remark=remark)
    outbox.withdraw(keys=[_key(partner)], now=now)
