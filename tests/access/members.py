"""People: seen by who oversees them, entered and changed by who leads or arranges, and imported."""

from __future__ import annotations

import zlib
from datetime import date
from typing import Any

from members.models import RosterImport
from tests.access.row import Row
from tests.access.world import COMMITTEE, EVERYONE, UNIT, World

LEADS = f"{COMMITTEE} office"
OVERSEES = f"{COMMITTEE} {UNIT}"
ENTERS = f"{LEADS} stranger outsider"  # everybody at the own place


def colleague(world: World) -> dict[str, Any]:
    return {"pk": world.colleague.pk}


def phone(world: World) -> dict[str, Any]:
    return colleague(world) | {"number": "phone"}


def uploaded(world: World) -> dict[str, Any]:
    """An upload of the office: nobody else has any business with it."""
    found = RosterImport.objects.create(
        unit=world.detachment,
        created_by=world.user("office"),
        file_name="名册.xlsx",
        since=date(2026, 11, 22),
        state="checked",
        counts=dict.fromkeys(("rows", "new", "changed", "unchanged", "refused", "warning"), 0),
        preview=zlib.compress(b'{"columns": [], "rows": []}'),
    )
    return {"pk": found.pk}


ROWS = [
    Row("members:list", reads=EVERYONE),
    Row("members:filter", reads=EVERYONE, args=lambda world: {"name": "unit"}),
    Row("members:export", reads=EVERYONE),
    Row("members:export_full", writes=ENTERS, done=200),
    Row("members:selected", writes=EVERYONE, data=lambda world: {"action": "export"}, done=200),
    Row("members:new", reads=ENTERS, writes=ENTERS, done=200),
    Row("members:member", reads=OVERSEES, args=colleague),
    Row("members:edit", reads=LEADS, writes=LEADS, args=colleague, done=200),
    Row("members:move", reads=LEADS, writes=LEADS, args=colleague, done=200),
    Row("members:leave", reads=LEADS, writes=LEADS, args=colleague, done=200),
    Row("members:reveal", writes=LEADS, args=phone, done=200),
    Row("members:imports", reads=ENTERS, writes=ENTERS, done=200),
    Row("members:template", reads=EVERYONE),
    Row("members:import", reads="office", args=uploaded),
    Row("members:choose_sheet", writes="office", args=uploaded),
    Row("members:fix_cell", writes="office", args=uploaded),
    Row("members:create_missing", writes="office", args=uploaded),
    Row("members:confirm", writes="office", args=uploaded),
    Row("members:discard", writes="office", args=uploaded),
    Row("members:refused", reads="office", args=uploaded, shows=302),
]
