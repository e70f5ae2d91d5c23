"""Duties: seen by owners and overseers, reported by who owes, verified by another person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from duties.choices import DutyState
from duties.models import Duty, DutyFile, ResponsibilityItem, ResponsibilityList
from tests.access.row import Row
from tests.access.world import COMMITTEE, EVERYONE, UNIT, World
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


ROWS = [
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
