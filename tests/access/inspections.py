"""Inspections of the detachment that drew a record of ``here``, in every state."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from branches.periods import Grain, Period
from meetings.choices import Criterion, Grade
from meetings.models import Inspection
from meetings.services.inspecting import Found, Sheet, mark_record, start_inspection
from meetings.services.inspection_notices import correct_notice, publish_notice
from tests.access.world import World
from tests.factories import MeetingFactory

DAY = date(2026, 9, 15)


def make(world: World, *, mark: bool = False, publish: bool = False) -> Inspection:
    """Drawn; then marked with a finding; then published."""
    MeetingFactory(branch=world.here, held_on=DAY)
    by, now = world.user("office"), timezone.now()
    made = start_inspection(
        unit=world.detachment,
        name="测试调阅",
        period=Period.containing(DAY, Grain.MONTH),
        kinds=[],
        per_branch=2,
        token=uuid4(),
        by=by,
        now=now,
    )
    if mark or publish:
        sheet = Sheet(Grade.FAIR, {}, findings=[Found(Criterion.EVIDENCE, "没有照片。")])
        for row in made.records.all():
            mark_record(record=row, version=row.version, sheet=sheet, by=by, now=now)
    return publish_notice(inspection=made, by=by, now=now) if publish else made


def corrected(world: World) -> Inspection:
    """Published, and put right since."""
    made = make(world, publish=True)
    by, now = world.user("office"), timezone.now()
    correct_notice(inspection=made, text="份数应为 1 份。", withdraws=False, by=by, now=now)
    return made


def marking(world: World) -> dict[str, Any]:
    return {"pk": make(world).pk}


def marked(world: World) -> dict[str, Any]:
    return {"pk": make(world, mark=True).pk}


def published(world: World) -> dict[str, Any]:
    return {"pk": make(world, publish=True).pk}


def drawn(world: World) -> dict[str, Any]:
    return {"pk": make(world).records.get(branch=world.here).pk}


def drawn_and_published(world: World) -> dict[str, Any]:
    return {"pk": make(world, publish=True).records.get(branch=world.here).pk}


def branch(world: World) -> dict[str, Any]:
    make(world, publish=True)
    return {"code": world.here.code}
