"""Whom a political office may appoint: people who hold a post, be it that of a member, below it."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from branches.models import Appointment

MOST = 12


def find(query: str, *, by: User) -> list[User]:
    """Active accounts with this name or staff number (or their beginnings), the exact one first."""
    asked = query.strip()
    if not asked:
        return []
    reached = Appointment.objects.manageable_by(by).values("user_id")
    people = User.objects.filter(is_active=True, pk__in=reached).filter(
        Q(name__startswith=asked) | Q(staff_number__istartswith=asked)
    )
    return sorted(people.order_by("name", "staff_number")[:MOST], key=lambda p: p.name != asked)
