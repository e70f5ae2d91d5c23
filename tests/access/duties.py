"""Duties: seen by owners and overseers, reported by who owes, verified by another person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from duties.choices import DutyState, StepState
from duties.models import (
    Directive,
    DirectiveStep,
    Duty,
    DutyFile,
    ResponsibilityItem,
    ResponsibilityList,
)
from duties.services.directives import draft_directive, issue_directive
from tests.access.row import Row
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT, World
from tests.factories import UserFactory

OVERSEES = f"{COMMITTEE} {UNIT}"
OFFICES = "office outsider"
GIVES = f"{OVERSEES} stranger neighbour outsider"  # each at the own place


def owed(world: World) -> dict[str, Any]:
    found = Duty.objects.create(title="排查隐患", branch=world.here, due_on=date(2099, 1, 1))
    return {"pk": found.pk}


def reported(world: World) -> dict[str, Any]:
    """By somebody who is none of those that look."""
    found = Duty.objects.create(
        title="排查隐患",
        branch=world.here,
        due_on=date(2099, 1, 1),
        state=DutyState.DONE,
        done_on=date(2026, 11, 1),
        done_by=UserFactory(),
    )
    return {"pk": found.pk}


def shown(world: World) -> dict[str, Any]:
    """A photo of a report that waits for being verified."""
    return _photo(world, reported(world)["pk"], reported=True)


def sent(world: World) -> dict[str, Any]:
    """A photo that no report has yet."""
    return _photo(world, owed(world)["pk"], reported=False)


def _photo(world: World, duty: int, *, reported: bool) -> dict[str, Any]:
    kept = DutyFile(
        duty_id=duty, reported=reported, name="现场.jpg", size=1, uploaded_by=UserFactory()
    )
    kept.file.save("a.jpg", ContentFile(b"x"), save=False)
    kept.thumbnail.save("b.jpg", ContentFile(b"x"), save=False)
    kept.save()
    return {"pk": kept.pk}


def drawn(world: World) -> dict[str, Any]:
    found = ResponsibilityList.objects.create(
        unit=world.detachment, year=2026, whose="secretary", title="书记责任清单"
    )
    return {"pk": found.pk}


def item(world: World) -> dict[str, Any]:
    found = drawn(world)
    made = ResponsibilityItem.objects.create(list_id=found["pk"], number=1, text="讲党课")
    return found | {"item": made.pk}


def directive(world: World, *, issued: bool = True) -> Directive:
    """Of the detachment, to all its branches."""
    assert world.here  # founded before it is issued
    made = draft_directive(
        token=uuid4(),
        unit=world.detachment,
        by=UserFactory(),
        title="开展作风整治",
        text="各支部学习文件，对照检查。",
        due_on=date(2099, 1, 1),
    )
    return issue_directive(directive=made, by=UserFactory(), now=timezone.now()) if issued else made


def drafted(world: World) -> dict[str, Any]:
    return {"pk": directive(world, issued=False).pk}


def issued(world: World) -> dict[str, Any]:
    return {"pk": directive(world).pk}


def at_branch(world: World) -> dict[str, Any]:
    return issued(world) | {"code": world.here.code}


def step(world: World) -> dict[str, Any]:
    found = DirectiveStep.objects.get(directive=directive(world), branch=world.here, stage="study")
    return {"pk": found.pk}


def first_step(world: World) -> dict[str, Any]:
    return at_branch(world) | {"stage": "study"}


def handed_in(world: World) -> dict[str, Any]:
    """All five stages reported, by somebody who is none of those that look."""
    found = at_branch(world)
    DirectiveStep.objects.filter(directive=found["pk"]).update(
        state=StepState.REPORTED,
        meeting_key="meeting:1",
        said="已办。",
        reported_on=date(2026, 11, 1),
        reported_by=UserFactory(),
    )
    return found


ISSUES = f"{UNIT} neighbour outsider"  # each at the own place

ROWS = [
    Row("duties:directives", reads=EVERYONE),
    Row("duties:new_directive", reads=ISSUES, writes=ISSUES, done=200),
    Row("duties:directive", reads=f"{BRANCH} {UNIT}", args=issued),
    Row("duties:edit_directive", reads="office", writes="office", args=drafted, done=200),
    Row("duties:issue_directive", writes="office", args=drafted),
    Row("duties:drop_directive", writes="office", args=drafted),
    Row("duties:extend_directive", writes="office", args=issued),
    Row("duties:close_directive", writes="office", args=issued),
    Row("duties:withdraw_directive", reads="office", writes="office", args=issued, done=200),
    Row("duties:export_directive", reads=f"{BRANCH} {UNIT}", args=issued, page=False),
    Row("duties:directive_branch", reads=f"{BRANCH} {UNIT}", args=at_branch),
    Row("duties:report_step", writes=COMMITTEE, args=first_step, done=200),
    Row("duties:see_steps", writes=UNIT, args=handed_in),
    Row("duties:accept_report", writes="office", args=handed_in),
    Row("duties:return_report", reads="office", writes="office", args=handed_in, done=200),
    Row("duties:list", reads=EVERYONE),
    Row("duties:menu", reads=EVERYONE, args=lambda world: {"name": "branch"}),
    Row("duties:new", reads=GIVES, writes=GIVES, done=200),
    Row("duties:duty", reads=OVERSEES, args=owed),
    Row("duties:done", writes=COMMITTEE, args=owed, done=200),
    Row("duties:upload", writes=COMMITTEE, args=owed, done=422),
    Row("duties:file", reads=OVERSEES, args=shown),
    Row("duties:thumbnail", reads=OVERSEES, args=shown),
    Row("duties:verify", writes=OVERSEES, args=reported),
    Row("duties:take_back", writes="", args=reported),
    Row("duties:change", reads=OVERSEES, writes=OVERSEES, args=owed, done=200),
    Row("duties:drop", reads=OVERSEES, writes=OVERSEES, args=owed, done=200),
    Row("duties:lists", reads=EVERYONE, writes=OFFICES, done=200),
    Row("duties:list_page", reads="office", args=drawn),
    Row("duties:add_item", writes="office", args=drawn, done=200),
    Row("duties:retire_item", writes="office", args=item),
    Row("duties:issue", writes="office", args=drawn),
]
