"""Developing members (发展党员): five stages and 25 steps, what comes next and until when. Pure.

The steps are ``data/development.toml``. The numbers of months are provisions and are passed in; the
newer rules rest on one source, so that whatever is said here warns and never blocks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from branches.calendar import add_months
from members.choices import DevelopmentStage, Stage

SHIPPED = Path(__file__).resolve().parent / "data" / "development.toml"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the 25. ``within`` and ``not_before`` name provisions, in months after ``after``."""

    code: str
    number: int
    name: str
    stage_of_case: DevelopmentStage
    by: str
    article: str = ""
    after: str = ""
    within: str = ""
    not_before: str = ""
    until: str = ""  # is done again and again until that step; its day is the latest
    stage: Stage | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A paper of the file, which comes with a step."""

    code: str
    name: str
    step: str


def _steps(shipped: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            **{
                **words,
                "number": number,
                "stage_of_case": DevelopmentStage(words["stage_of_case"]),
                "stage": Stage(words["stage"]) if "stage" in words else None,
            }
        )
        for number, words in enumerate(shipped, 1)
    )


_SHIPPED = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
STEPS = _steps(_SHIPPED["step"])
BY_CODE = {step.code: step for step in STEPS}
FIRST, LAST = STEPS[0].code, STEPS[-1].code
MATERIALS = tuple(
    Material(words["code"], words["name"], words["from"]) for words in _SHIPPED["material"]
)
CODES = sorted({code for step in STEPS for code in (step.within, step.not_before) if code})
ACCEPTED, APPROVED = "branch_vote", "superior_approve"
CONFIRMED_BY, CONFIRMED = "confirm_vote", "confirm_approve"


@dataclass(frozen=True, slots=True)
class Standing:
    """A step as it stands in one case."""

    step: Step
    done_on: date | None = None
    due_on: date | None = None
    not_before: date | None = None
    is_next: bool = False

    def is_late(self, today: date) -> bool:
        """Its day is over and it is not done (again)."""
        waits = self.done_on is None or bool(self.step.until)
        return waits and self.due_on is not None and self.due_on < today

    @property
    def was_early(self) -> bool:
        """Done before the time that must have passed."""
        return bool(self.done_on and self.not_before and self.done_on < self.not_before)

    @property
    def was_late(self) -> bool:
        """Done, but after its day."""
        return bool(self.done_on and self.due_on and self.done_on > self.due_on)


def standing_of(done: Mapping[str, date], months: Mapping[str, int]) -> list[Standing]:
    """All 25 steps; ``done`` by code, ``months`` by provision (a missing one sets no limit)."""
    coming = next_step(done)
    rows = []
    for step in STEPS:
        start, day = done.get(step.after), done.get(step.code)
        over = step.until in done if step.until else False
        rows.append(
            Standing(
                step=step,
                done_on=day,
                due_on=None
                if over
                else _later((day if step.until else None) or start, months.get(step.within)),
                not_before=_later(start, months.get(step.not_before)),
                is_next=coming is not None and step.code == coming.code,
            )
        )
    return rows


def _later(start: date | None, months: int | None) -> date | None:
    return add_months(start, months) if start and months else None


def next_step(done: Mapping[str, date]) -> Step | None:
    """The first step after the last one that was done: what was left out before is not asked."""
    last = max((BY_CODE[code].number for code in done if code in BY_CODE), default=0)
    return STEPS[last] if last < len(STEPS) else None


def stage_of(done: Mapping[str, date]) -> DevelopmentStage:
    """The stage to which the next step belongs."""
    step = next_step(done)
    return step.stage_of_case if step else DevelopmentStage.CONFIRM


def reached(done: Mapping[str, date]) -> Stage | None:
    """Where the person stands in the Party after these steps."""
    stages = [step.stage for step in STEPS if step.stage and step.code in done]
    return stages[-1] if stages else None


def faults_of(done: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Steps dated before the one they follow upon: surely typed wrongly. (step, why)"""
    found = []
    for step in STEPS:
        start, day = done.get(step.after), done.get(step.code)
        if start and day and day < start:
            found.append((step.code, f"早于「{BY_CODE[step.after].name}」的日期，请核对"))
    return found
