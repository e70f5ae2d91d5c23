"""Provisions and holidays: everyone reads them, political offices keep them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from branches.models import Holiday
from branches.services.provisions import override_provision
from tests.access.row import Row
from tests.access.world import EVERYONE, World

OFFICES = "office outsider"  # each for itself


def lecture(world: World) -> dict:
    return {"code": "UR.party_lecture"}


def own_value(world: World) -> dict:
    made = override_provision(
        unit=world.detachment,
        code="UR.party_lecture",
        value=Decimal(3),
        reason="支队党委〔2026〕5号",
        today=timezone.localdate(),
    )
    return {"pk": made.pk}


def a_day(world: World) -> dict:
    return {"pk": Holiday.objects.create(day=date(2027, 2, 8), name="春节").pk}


ROWS = [
    Row("branches:provisions", reads=EVERYONE),
    Row(
        "branches:adjust_provision",
        reads=OFFICES,
        writes=OFFICES,
        args=lecture,
        data=lambda world: {"value": "2", "reason": "支队党委〔2026〕5号"},
    ),
    Row("branches:withdraw_provision", writes="office", args=own_value),
    Row("branches:holidays", reads=EVERYONE),
    Row(
        "branches:mark_day",
        writes=OFFICES,
        data=lambda world: {"day": "2027-02-09", "is_off": "off", "name": "春节"},
    ),
    Row("branches:unmark_day", writes=OFFICES, args=a_day),
    Row(
        "branches:edit_holidays",
        reads=OFFICES,
        writes=OFFICES,
        args=lambda world: {"year": 2027},
        data=lambda world: {"lines": "2027-01-01 休 元旦", "source": "通知"},
    ),
]
