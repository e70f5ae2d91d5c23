"""What happened to a duty, newest first, as components/timeline.html takes it."""

from __future__ import annotations

from typing import Any

from duties.choices import DutyAction
from duties.models import Duty

TONES = {
    DutyAction.VERIFY: "done",
    DutyAction.RETURN: "late",
    DutyAction.CLIMB: "late",
}


def timeline_of(duty: Duty) -> list[dict[str, Any]]:
    """One query. What made itself (a list, a meeting's record) says so."""
    events = [
        {
            "at": event.at,
            "who": str(event.by) if event.by else "系统",
            "text": str(DutyAction(event.action).label),
            "remark": event.remark,
            "tone": TONES.get(DutyAction(event.action), ""),
        }
        for event in duty.events.select_related("by").order_by("-at", "-pk")
    ]
    if not any(event["text"] == DutyAction.GIVE.label for event in events):
        events.append(
            {
                "at": duty.given_at,
                "who": duty.source_label or "系统",
                "text": str(DutyAction.GIVE.label),
                "remark": "",
                "tone": "",
            }
        )
    return sorted(events, key=lambda event: event["at"], reverse=True)
