"""What runs by itself: the open quarters' ledgers follow the records."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from assessment.choices import SettlementState
from assessment.services.compute import Computed, compute_quarter
from branches.periods import Grain, Period


def follow_records(*, now: datetime) -> list[Computed]:
    """Compute this quarter, and the last where nobody has begun to settle it.

    From the first step of a settlement on, a person decides when to count again.
    """
    quarter = Period.containing(timezone.localdate(now), Grain.QUARTER)
    return [
        compute_quarter(quarter=str(each), now=now, states=[SettlementState.OPEN])
        for each in (quarter.previous, quarter)
    ]
