"""Decisions after the meeting: done on a day, or open again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from branches.calendar import day_label
from meetings.choices import ENTERED
from meetings.models import Decision
from meetings.services import supervision
from meetings.services.refusals import DecisionRefused
from notices import outbox
from notices.choices import NoticeKind


@transaction.atomic
def finish_decision(*, decision: Decision, on: date, by: User, now: datetime) -> Decision:
    """Mark as done on a day, and take back what its owner was reminded of.

    One that is supervised is reported done, and somebody else has to verify that.

    Refused: before the meeting, still to come, a record not handed in.
    """
    today = timezone.localdate(now)
    meeting = decision.item.meeting
    if meeting.state not in ENTERED:
        raise DecisionRefused("会议记录还没有上报。")
    if not meeting.held_on <= on <= today:
        raise DecisionRefused("完成日期要在会议之后，不晚于今天。")
    decision.done_on = on
    if not supervision.report_done(decision=decision, on=on, by=by, now=now):
        decision.save(update_fields=["done_on"])
    outbox.withdraw(prefixes=[_key(decision)], now=now)
    return decision


def remind_owner(*, decision: Decision, by: User, today: date) -> Decision:
    """Tell the owner that it is to be done, once a day at most.

    Refused: done already, nobody in charge, oneself in charge, an owner without an account.
    """
    owner = decision.owner
    if decision.done_on:
        raise DecisionRefused(f"{decision}已经办完。")
    if owner is None:
        raise DecisionRefused(f"{decision}没有责任人，先在会议记录里写上。")
    if owner.user_id is None:
        raise DecisionRefused(f"{owner}没有账号，请当面提醒。")
    if owner.user_id == by.pk:
        raise DecisionRefused(f"{decision}的责任人是你自己。")
    until = f"完成时限 {day_label(decision.due_on)}。" if decision.due_on else ""
    outbox.post(
        recipients=[owner.user_id],
        key=f"{_key(decision)}{today}",
        kind=NoticeKind.DECISION,
        subject=f"请办理{decision}：{decision.text[:60]}",
        body=f"{until}{by}提醒你办理，办完后请告诉支部登记。",
        path=decision.item.meeting.get_absolute_url(),
    )
    return decision


def _key(decision: Decision) -> str:
    """What every reminder of this decision begins with."""
    return f"decision:{decision.pk}:"


@transaction.atomic
def reopen_decision(*, decision: Decision, by: User, now: datetime) -> Decision:
    """Open again what was marked as done."""
    decision.done_on = None
    if not supervision.reopen(decision=decision, by=by, now=now):
        decision.save(update_fields=["done_on"])
    return decision
