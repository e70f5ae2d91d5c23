"""Where a duty stood on a day: what has happened to it since then does not count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from duties.choices import OWED, DutyAction, DutyState
from duties.models import DutyEvent

LEADS_TO = {
    DutyAction.GIVE: DutyState.OPEN,
    DutyAction.DONE: DutyState.DONE,
    DutyAction.VERIFY: DutyState.VERIFIED,
    DutyAction.RETURN: DutyState.RETURNED,
    DutyAction.DROP: DutyState.DROPPED,
    DutyAction.REOPEN: DutyState.OPEN,
}
SAID = {
    DutyState.OPEN: ("due", "办理中"),
    DutyState.RETURNED: ("returned", "已退回"),
    DutyState.DONE: ("waiting", "待核验"),
    DutyState.VERIFIED: ("done", "已办结"),
    DutyState.DROPPED: ("closed", "已撤销"),
}


def stood_on(duties: Iterable[int], day: date) -> dict[int, DutyState]:
    """Their states at the end of the day, by key; before anything happened they were open. One
    query."""
    keys = list(duties)
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    events = DutyEvent.objects.filter(duty__in=keys, at__lt=midnight).order_by("at", "pk")
    states = dict.fromkeys(keys, DutyState.OPEN)
    for key, action in events.values_list("duty_id", "action"):
        revived = action == DutyAction.CHANGE and states[key] == DutyState.DROPPED
        states[key] = DutyState.OPEN if revived else LEADS_TO.get(DutyAction(action), states[key])
    return states


def status_at(state: str, due_on: date, day: date) -> tuple[str, str]:
    """As ``{% status %}`` takes it: overdue is derived from the day."""
    if state in OWED and due_on < day:
        return ("late", f"逾期 {(day - due_on).days} 天")
    return SAID[DutyState(state)]
