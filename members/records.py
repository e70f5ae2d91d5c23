"""What this app keeps about somebody (RECORDS_ABOUT_PERSON)."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from members.models import Member


def about(user: User) -> Iterable[Member]:
    """The person's entry on the roster, if there is one."""
    return Member.objects.filter(user=user).select_related("unit")
