"""What runs by itself: the open quarters' ledgers follow the records."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef
from django.utils import timezone

from assessment.choices import SettlementState
from assessment.models import Settlement
from assessment.services.compute import Computed, compute_quarter
from branches.models import Branch
from branches.periods import Grain, Period
from meetings.models import Review

# A review that was being written while the ledger was counted is seen the next time.
OVERLAP = timedelta(minutes=10)


def follow_records(*, now: datetime) -> list[Computed]:
    """Compute this quarter, and the last where nobody has begun to settle it.

    From the first step of a settlement on, a person decides when to count again.
    """
    return [
        compute_quarter(quarter=quarter, now=now, states=[SettlementState.OPEN])
        for quarter in _running(now)
    ]


def follow_reviews(*, now: datetime) -> list[Computed]:
    """Compute the branches whose meetings were accepted, returned or corrected since last time.

    So that points move within minutes. What has no review (a decision done, a day gone by) is
    found by `follow_records` the next morning.
    """
    since = ExpressionWrapper(OuterRef("computed_at") - OVERLAP, output_field=DateTimeField())
    reviewed = Review.objects.filter(at__gt=since, meeting__credits__branch=OuterRef("branch"))
    done = []
    for quarter in _running(now):
        behind = Settlement.objects.of_quarter(quarter).counting().filter(Exists(reviewed))
        branches = Branch.objects.filter(pk__in=list(behind.values_list("branch", flat=True)))
        if branches:
            done.append(
                compute_quarter(
                    quarter=quarter, now=now, branches=branches, states=[SettlementState.OPEN]
                )
            )
    return done


def _running(now: datetime) -> tuple[str, str]:
    """The last quarter, of which records still come in, and the present one."""
    quarter = Period.containing(timezone.localdate(now), Grain.QUARTER)
    return str(quarter.previous), str(quarter)
