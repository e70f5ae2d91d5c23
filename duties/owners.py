"""Which users owe a duty today: the person, whoever holds the post, or the whole committee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from branches.choices import COMMITTEE_ROLES, UNIT_ROLES, Role
from branches.models import Appointment
from duties.models import Duty


def owners_of(duties: Iterable[Duty], today: date) -> dict[int, set[int]]:
    """Duty → ids of users; without an account, nobody. At most two queries.

    The duties come with ``owner`` read.
    """
    rows = list(duties)
    by_post = [duty for duty in rows if duty.owner is None]
    at_branches = _at_branches({duty.branch_id for duty in by_post if duty.branch_id}, today)
    at_units = _at_units({duty.unit_id for duty in by_post if duty.unit_id}, today)
    return {duty.pk: _owners(duty, at_branches, at_units) for duty in rows}


Holders = dict[tuple[int, str], set[int]]


def _owners(duty: Duty, at_branches: Holders, at_units: Holders) -> set[int]:
    if duty.owner is not None:
        return {duty.owner.user_id} if duty.owner.user_id else set()
    if duty.branch_id:
        roles = [duty.owner_role] if duty.owner_role == Role.SECRETARY else COMMITTEE_ROLES
        return {u for role in roles for u in at_branches.get((duty.branch_id, role), ())}
    held = [duty.owner_role] if duty.owner_role else UNIT_ROLES
    return {u for role in held for u in at_units.get((duty.unit_id or 0, role), ())}


def _at_branches(branches: set[int], today: date) -> Holders:
    posts = Appointment.objects.on(today).filter(branch__in=branches, role__in=COMMITTEE_ROLES)
    return _holders(posts.values_list("branch_id", "role", "user_id"))


def _at_units(units: set[int], today: date) -> Holders:
    posts = Appointment.objects.on(today).filter(unit__in=units, role__in=UNIT_ROLES)
    return _holders(posts.values_list("unit_id", "role", "user_id"))


def _holders(rows: Iterable[tuple[int, str, int]]) -> Holders:
    found: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for place, role, user in rows:
        found[place, role].add(user)
    return found
