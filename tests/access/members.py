"""People: seen by who oversees them, entered and changed by who leads or arranges, and imported."""

from __future__ import annotations

import zlib
from datetime import date
from typing import Any

from members.models import (
    Certificate,
    CertificateKind,
    DevelopmentCase,
    DevelopmentQuota,
    RegisterImport,
    RosterImport,
)
from tests.access.row import Row
from tests.access.world import COMMITTEE, EVERYONE, UNIT, World

LEADS = f"{COMMITTEE} office"
OVERSEES = f"{COMMITTEE} {UNIT}"
ENTERS = f"{LEADS} stranger outsider"  # everybody at the own place
OFFICES = "office outsider"  # each at its own units


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


def certificates(world: World) -> dict[str, Any]:
    return {"register": "certificates"}


def certificate(world: World) -> dict[str, Any]:
    kind = CertificateKind.objects.order_by("order").first()
    found = Certificate.objects.create(member=world.colleague, kind=kind)
    return certificates(world) | {"pk": found.pk}


def kind(world: World) -> dict[str, Any]:
    return certificates(world) | {"pk": CertificateKind.objects.order_by("order")[0].pk}


def sheet(world: World) -> dict[str, Any]:
    """An uploaded sheet of the office's."""
    found = RegisterImport.objects.create(
        register="certificates",
        created_by=world.user("office"),
        file_name="证书.xlsx",
        state="discarded",
    )
    return certificates(world) | {"pk": found.pk}


def case(world: World) -> dict[str, Any]:
    found = DevelopmentCase.objects.create(
        member=world.colleague, opened_on=date(2025, 1, 6), stage="apply"
    )
    return {"pk": found.pk}


def case_step(world: World) -> dict[str, Any]:
    return case(world) | {"code": "talk"}


def quota(world: World) -> dict[str, Any]:
    found = DevelopmentQuota.objects.create(unit=world.detachment, year=2026, number=13)
    return {"pk": found.pk}


def this_year(world: World) -> dict[str, Any]:
    return {"year": 2026}


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
    Row("members:fix_cells", writes="office", args=uploaded),
    Row("members:create_missing", writes="office", args=uploaded),
    Row("members:confirm", writes="office", args=uploaded),
    Row("members:discard", writes="office", args=uploaded),
    Row("members:refused", reads="office", args=uploaded, shows=302),
    Row("members:register", reads=EVERYONE, args=certificates),
    Row(
        "members:register_menu",
        reads=EVERYONE,
        args=lambda world: certificates(world) | {"name": "unit"},
    ),
    Row("members:register_export", reads=EVERYONE, args=certificates),
    Row("members:register_template", reads=EVERYONE, args=certificates),
    Row("members:register_new", reads=ENTERS, writes=ENTERS, args=certificates, done=200),
    Row("members:register_entry", reads=LEADS, writes=LEADS, args=certificate, done=200),
    Row("members:register_remove", reads=LEADS, writes=LEADS, args=certificate, done=200),
    Row("members:register_imports", reads=ENTERS, writes=ENTERS, args=certificates, done=200),
    Row("members:register_import", reads="office", args=sheet),
    Row("members:register_confirm", writes="office", args=sheet),
    Row("members:register_discard", writes="office", args=sheet),
    Row("members:kinds", reads=OFFICES, writes=OFFICES, args=certificates, done=200),
    Row("members:change_kind", writes=OFFICES, args=kind),
    Row("members:case", reads=OVERSEES, args=case),
    Row("members:case_step", writes=LEADS, args=case_step, done=200),
    Row("members:case_materials", writes=LEADS, args=case),
    Row("members:case_end", reads=LEADS, writes=LEADS, args=case, done=200),
    Row("members:quotas_now", reads=EVERYONE, shows=302),
    Row("members:quotas", reads=EVERYONE, writes=OFFICES, args=this_year, done=200),
    Row("members:remove_quota", writes="office", args=quota),
]
