"""A case as its page shows it: five stages, each with its steps in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from branches.calendar import day_label
from members.choices import CaseState, DevelopmentStage
from members.development import Standing
from members.models import DevelopmentCase


class ShownStep(NamedTuple):
    code: str
    number: int
    name: str
    by: str
    note: str
    article: str
    done_on: date | None
    remark: str  # what the person who did it added
    limit: str
    status: tuple[str, str]


class ShownStage(NamedTuple):
    label: str
    state: str  # done, current, todo
    steps: list[ShownStep]

    @property
    def note(self) -> str:
        """How much of it is done: ``3 / 5``."""
        return f"{sum(step.done_on is not None for step in self.steps)} / {len(self.steps)}"


def stages_of(case: DevelopmentCase, standing: list[Standing], today: date) -> list[ShownStage]:
    """All five, the present one marked."""
    remarks = {step.code: step.note for step in case.steps.all()}
    order = list(DevelopmentStage)
    present = order.index(DevelopmentStage(case.stage))
    return [
        ShownStage(
            label=str(stage.label),
            state=_state(case, order.index(stage), present),
            steps=[
                _step(one, remarks.get(one.step.code, ""), today)
                for one in standing
                if one.step.stage_of_case == stage
            ],
        )
        for stage in order
    ]


def _state(case: DevelopmentCase, place: int, present: int) -> str:
    if place < present or case.state == CaseState.CONFIRMED:
        return "done"
    return "current" if place == present else "todo"


def _step(one: Standing, remark: str, today: date) -> ShownStep:
    step = one.step
    return ShownStep(
        code=step.code,
        number=step.number,
        name=step.name,
        by=step.by,
        note=step.note,
        article=f"《中国共产党发展党员工作细则》{step.article}" if step.article else "",
        done_on=one.done_on,
        remark=remark,
        limit=_limit(one),
        status=_status(one, today),
    )


def _limit(one: Standing) -> str:
    if one.due_on:
        again = "下一次" if one.step.until and one.done_on else ""
        return f"{again}{day_label(one.due_on)}前"
    if one.not_before and not one.done_on:
        return f"{day_label(one.not_before)}起"
    return ""


def _status(one: Standing, today: date) -> tuple[str, str]:
    if one.is_late(today):
        return ("late", "超过时限")
    if one.was_early:
        return ("odd", "时间不足")
    if one.was_late and not one.step.until:
        return ("late_entry", "超时办理")
    if one.done_on:
        return ("done", "已办")
    return ("due", "下一步") if one.is_next else ("missing", "未办")
