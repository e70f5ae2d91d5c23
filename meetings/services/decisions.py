"""Decisions after the meeting: done on a day, or open again."""

from __future__ import annotations

from datetime import date

from meetings.choices import ENTERED
from meetings.models import Decision
from meetings.services.refusals import DecisionRefused


def finish_decision(*, decision: Decision, on: date, today: date) -> Decision:
    """Mark as done on a day. Refused: before the meeting, still to come, a record not handed in."""
    meeting = decision.item.meeting
    if meeting.state not in ENTERED:
        raise DecisionRefused("会议记录还没有上报。")
    if not meeting.held_on <= on <= today:
        raise DecisionRefused("完成日期要在会议之后，不晚于今天。")
    decision.done_on = on
    decision.save(update_fields=["done_on"])
    return decision


def reopen_decision(*, decision: Decision) -> Decision:
    """Open again what was marked as done."""
    decision.done_on = None
    decision.save(update_fields=["done_on"])
    return decision
