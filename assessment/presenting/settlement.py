"""One branch's settlement: where it stands, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.ui.words import cn_datetime, cn_day
from assessment.choices import SettlementState
from assessment.models import Settlement, SettlementStep
from assessment.services import settling

VERBS: dict[str, Callable[..., int]] = {
    "compute": settling.compute,
    "publish": settling.publish,
    "confirm": settling.confirm,
    "lock": settling.lock,
}
NEXT = {
    SettlementState.OPEN: "compute",
    SettlementState.COMPUTED: "publish",
    SettlementState.PUBLISHED: "confirm",
    SettlementState.CONFIRMED: "lock",
}
LABELS = {"compute": "计算", "publish": "公示", "confirm": "确认", "lock": "锁定"}
DONE_BY = {
    SettlementState.COMPUTED: "compute",
    SettlementState.PUBLISHED: "publish",
    SettlementState.CONFIRMED: "confirm",
    SettlementState.LOCKED: "lock",
}
ORDER = list(SettlementState)


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing to do next, or why it cannot be done yet."""

    verb: str
    label: str
    hindrance: str


def next_action(settlement: Settlement, now: datetime) -> Action | None:
    """What comes after the present state; None when it is locked."""
    verb = NEXT.get(SettlementState(settlement.state))
    if verb is None:
        return None
    why_not = settling.hindrance(verb=VERBS[verb], settlement=settlement, now=now)
    return Action(verb, LABELS[verb], why_not)


def stepper(settlement: Settlement, steps: list[SettlementStep]) -> list[tuple[str, str, str]]:
    """计算 → 公示 → 异议 → 确认 → 锁定, for components/stepper.html."""
    latest = {step.state: step for step in steps}
    reached = ORDER.index(SettlementState(settlement.state))
    today = timezone.localdate()
    rows = []
    for label, state in (
        ("计算", SettlementState.COMPUTED),
        ("公示", SettlementState.PUBLISHED),
        ("异议", None),
        ("确认", SettlementState.CONFIRMED),
        ("锁定", SettlementState.LOCKED),
    ):
        if state is None:
            rows.append((label, _objecting(settlement, today), _until(settlement)))
        else:
            done = ORDER.index(state) <= reached
            rows.append((label, "done" if done else "todo", _who(latest.get(state), done)))
    return _with_current(rows)


def timeline(steps: list[SettlementStep]) -> list[dict[str, Any]]:
    """Everything that happened, newest first, for components/timeline.html."""
    return [
        {
            "at": step.at,
            "who": step.by.name if step.by else "系统",
            "text": _did(step),
            "remark": step.reason,
            "tone": "late" if step.reason else "",
        }
        for step in reversed(steps)
    ]


def _did(step: SettlementStep) -> str:
    """``公示``; the step back to computed, which has a reason, is 重开."""
    return "重开" if step.reason else LABELS[DONE_BY[SettlementState(step.state)]]


def _objecting(settlement: Settlement, today: Any) -> str:
    if settlement.state in (SettlementState.CONFIRMED, SettlementState.LOCKED):
        return "done"
    return "current" if settlement.state == SettlementState.PUBLISHED else "todo"


def _until(settlement: Settlement) -> str:
    return f"{cn_day(settlement.objections_until)}止" if settlement.objections_until else ""


def _who(step: SettlementStep | None, done: bool) -> str:
    if step is None or not done:
        return ""
    return f"{step.by.name if step.by else '系统'} {cn_datetime(step.at)}"


def _with_current(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The first one to do is the current one, unless one already is."""
    if any(state == "current" for _, state, _ in rows):
        return rows
    for index, (label, state, note) in enumerate(rows):
        if state == "todo":
            rows[index] = (label, "current", note)
            break
    return rows
