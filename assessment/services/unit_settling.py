"""The quarter of a whole unit, as the office and the command line settle it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessment.choices import LIVE
from assessment.models import Settlement
from assessment.refusals import PointsRefused, SettlementRefused
from assessment.roster import counted_branches
from assessment.services import settling
from assessment.services.compute import compute_quarter
from assessment.spans import span_of
from branches.models import Unit


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling a unit's quarter came to."""

    branches: int
    lines: int
    kept: int
    closed: bool


@transaction.atomic
def settle_unit(*, unit: Unit, quarter: str, by: User | None, now: datetime) -> Settled:
    """Count the quarter of all branches below ``unit`` and, if it is over, close the counting.

    What is published and later stays as it is. Running again changes nothing.
    """
    try:
        span = span_of(quarter, now)
        computed = compute_quarter(quarter=quarter, now=now, unit=unit, states=LIVE)
    except PointsRefused as refusal:
        raise SettlementRefused(str(refusal)) from refusal
    if span.is_over:
        branches = counted_branches(span, unit=unit)
        settlements = Settlement.objects.of_quarter(quarter).filter(branch__in=branches)
        settling.close(settlements=settlements, by=by, now=now)
    return Settled(computed.branches, computed.lines, computed.kept, span.is_over)
