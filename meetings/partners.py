"""What waits for a branch's word: gatherings at which another says that it was there too."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F

from accounts.models import User
from branches.models import Branch
from branches.periods import Grain, Period
from meetings.circles import TOGETHER
from meetings.models import Partner
from meetings.models.partner import PartnerQuerySet


def waiting_for(user: User) -> PartnerQuerySet:
    """Of the branches that ``user`` writes for, the oldest first, with what each counts as."""
    return without_kinds(user).prefetch_related("meeting__credits")


def without_kinds(user: User) -> PartnerQuerySet:
    """The same, for who fetches what they count as by himself."""
    return _oldest_first(Partner.objects.answerable_by(user))


def like_this(*, branch: Branch, kinds: Collection[str], day: date) -> list[Partner]:
    """What another branch recorded for the month of ``day`` as one of these ``kinds`` and the
    branch has yet to confirm: recording it once more would count the month twice."""
    alike = TOGETHER.intersection(kinds)
    if not alike:
        return []
    month = Period.containing(day, Grain.MONTH)
    rows = Partner.objects.waiting().filter(
        branch=branch,
        meeting__held_on__range=(month.begins, month.ends),
        meeting__credits__branch=F("meeting__branch"),
        meeting__credits__kind__in=alike,
    )
    return list(_oldest_first(rows.distinct()).prefetch_related("meeting__credits"))


def _oldest_first(rows: PartnerQuerySet) -> PartnerQuerySet:
    rows = rows.select_related("meeting__branch")
    return rows.order_by("meeting__held_on", "pk")
