"""What waits for a branch's word: gatherings at which another says that it was there too."""

from __future__ import annotations

from accounts.models import User
from meetings.models import Partner
from meetings.models.partner import PartnerQuerySet


def waiting_for(user: User) -> PartnerQuerySet:
    """Of the branches that ``user`` writes for, the oldest first, with what each counts as."""
    return without_kinds(user).prefetch_related("meeting__credits")


def without_kinds(user: User) -> PartnerQuerySet:
    """The same, for who fetches what they count as by himself."""
    rows = Partner.objects.answerable_by(user).select_related("meeting__branch")
    return rows.order_by("meeting__held_on", "pk")
