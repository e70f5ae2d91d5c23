"""How a directive and its steps look, as ``{% status %}`` takes it: overdue is derived."""

from __future__ import annotations

from datetime import date

from duties.choices import DirectiveState, Stage, StepState
from duties.models import Directive, DirectiveStep


def look_of(step: DirectiveStep, today: date, *, running: bool = True) -> tuple[str, str]:
    """State and word of a step; its ``branch`` is read. What is over asks for nothing."""
    gone = step.branch.dissolved_on
    if step.is_owed and gone and gone < today:
        return ("waived", "免（已撤销）")
    if step.is_owed and not running:
        return ("missing", "未报告")
    if step.state == StepState.RETURNED:
        return ("returned", "已退回")
    if step.is_owed:
        days = (today - step.due_on).days
        return ("late", f"逾期 {days} 天") if days > 0 else ("due", "待办")
    if step.state == StepState.ACCEPTED:
        return ("accepted", "已通过")
    if step.stage == Stage.REPORT and running:
        return ("waiting", "待审阅")
    if step.days_late:
        return ("late_entry", f"迟报 {step.days_late} 天")
    return ("done", "已报告" if step.stage == Stage.REPORT else "已完成")


def look_of_directive(directive: Directive) -> tuple[str, str]:
    """State and word of the directive itself."""
    state = DirectiveState(directive.state)
    look = {
        DirectiveState.DRAFT: "draft",
        DirectiveState.ISSUED: "open",
        DirectiveState.CLOSED: "closed",
        DirectiveState.WITHDRAWN: "withdrawn",
    }[state]
    return (look, str(state.label))
