"""A detachment with two brigades and a directive of it; what tests of directives begin with."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from uuid import uuid4

from branches.choices import Role, UnitKind
from branches.models import Branch
from duties.choices import Stage
from duties.models import Directive, DirectiveStep
from duties.services import directive_steps, directives
from tests.factories import BranchFactory, MeetingFactory, UnitFactory, at, user_with

TODAY = date(2026, 11, 22)
NOW = at(TODAY, 10)
DUE = date(2026, 12, 10)


class Place:
    """The place of a test; the branch is founded before anything is issued."""

    def __init__(self) -> None:
        self.detachment = UnitFactory(kind=UnitKind.DETACHMENT)
        self.brigade = UnitFactory(kind=UnitKind.BRIGADE, parent=self.detachment)
        self.other = UnitFactory(kind=UnitKind.BRIGADE, parent=self.detachment)
        self.branch = self.found()
        self.office = user_with(Role.POLITICAL_OFFICE, unit=self.detachment)
        self.secretary = user_with(Role.SECRETARY, branch=self.branch)

    @cached_property
    def officer(self):
        return user_with(Role.BRIGADE_OFFICER, unit=self.brigade)

    def found(self, unit=None, **details) -> Branch:
        return BranchFactory(unit=UnitFactory(parent=unit or self.brigade), **details)

    def draft(self, **spoilt) -> Directive:
        usual = {
            "token": uuid4(), "unit": self.detachment, "by": self.office, "title": "作风整治",
            "number": "政〔2026〕18号", "text": "逐条学习，对照检查。", "due_on": DUE,
        }  # fmt: skip
        return directives.draft_directive(**(usual | spoilt))

    def issue(self, directive: Directive | None = None, **details) -> Directive:
        found = directive or self.draft(**details)
        return directives.issue_directive(directive=found, by=self.office, now=NOW)

    def step(self, directive: Directive, stage: str, branch: Branch | None = None):
        return directive.steps.get(branch=branch or self.branch, stage=stage)

    def report(self, step: DirectiveStep, by=None, day: date = TODAY, **said) -> DirectiveStep:
        """With a meeting of that day where the stage asks for one."""
        if step.at_a_meeting and "meeting" not in said:
            met = MeetingFactory(branch=step.branch, held_on=day)
            said["meeting"] = f"meeting:{met.pk}"
        return directive_steps.report_step(
            step=step, by=by or self.secretary, now=at(day, 12), **({"said": "已办。"} | said)
        )

    def report_all(self, directive: Directive, branch: Branch | None = None, by=None):
        for stage in Stage:
            last = self.report(self.step(directive, stage, branch), by)
        return last


def days_after(number: int) -> date:
    return TODAY + timedelta(days=number)
