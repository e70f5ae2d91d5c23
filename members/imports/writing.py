"""Carries a plan out by a fixed number of statements. Call it inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import audit
from accounts.bulk import insert_rows, update_rows
from members.belonging import Move, settle
from members.choices import PARTY_STAGES
from members.identity import beside
from members.imports.founding import found_places
from members.imports.plan import Action, Plan, PlannedRow
from members.models import Member
from members.portions import in_portions
from members.reach import Reach


class PlanOutdated(Exception):
    """Somebody changed the people of the plan since it was made."""


@dataclass(frozen=True, slots=True)
class Written:
    new: int
    changed: int


def write_plan(*, plan: Plan, reach: Reach, since: date, user: Any, reason: str) -> Written:
    """Write the new and the changed rows; who comes to a branch belongs there from ``since``."""
    new, changed = list(plan.rows_with(Action.NEW)), list(plan.rows_with(Action.CHANGED))
    found_places(plan, reach, since, user)
    _create(new)
    _update(changed)
    settle([_move(row) for row in (*new, *changed) if row.belonging], since)
    for rows, created in ((new, True), (changed, False)):
        audit.record_rows(
            model=Member,
            rows=[(row.member_id or 0, _name(row), _told(row)) for row in rows],
            user=user,
            created=created,
            reason=reason,
        )
    return Written(len(new), len(changed))


def _create(rows: Sequence[PlannedRow]) -> None:
    """Insert the new people and learn their keys."""
    for row in rows:
        row.values |= beside(row.values)
        row.values |= {"unit_id": row.unit.pk if row.unit else None, "user_id": row.account}
    insert_rows(Member, [row.values for row in rows])
    for field in ("id_digest", "staff_number"):
        waiting = {row.values.get(field): row for row in rows if row.member_id is None}
        for some in in_portions(filter(None, waiting)):
            found = Member.objects.filter(**{f"{field}__in": some}).values_list(field, "pk")
            for number, pk in found:
                waiting[number].member_id = pk


def _update(rows: Sequence[PlannedRow]) -> None:
    """Write what differs; refuse when someone is no longer as the plan found them."""
    expected = {row.existing.pk: row.existing.version for row in rows if row.existing}
    found: dict[int, int] = {}
    for some in in_portions(sorted(expected)):
        locked = Member.objects.select_for_update().filter(pk__in=some).order_by("pk")
        found |= dict(locked.values_list("pk", "version"))
    if found != expected:
        raise PlanOutdated
    update_rows(Member, [_difference(row, expected) for row in rows])
    back = [row.existing.pk for row in rows if row.existing and "left_on" in row.values]
    Member.objects.filter(pk__in=back).update(left_on=None)


def _difference(row: PlannedRow, versions: dict[int, int]) -> dict[str, Any]:
    key = row.member_id or 0
    difference = {"pk": key, "version": versions[key] + 1, **row.values, **beside(row.values)}
    return difference | ({"unit_id": row.unit.pk} if row.unit else {})


def _move(row: PlannedRow) -> Move:
    assert row.belonging is not None and row.member_id is not None  # noqa: S101, PT018
    group = row.belonging.group
    return Move(
        member_id=row.member_id,
        user_id=row.user_id,
        branch_id=row.belonging.branch.pk or 0,
        group_id=group.pk if group else None,
        kind=row.belonging.kind.value,
        in_party=row.stage in PARTY_STAGES,
        was_in_party=row.existing is not None and row.existing.stage in PARTY_STAGES,
    )


def _name(row: PlannedRow) -> str:
    return row.person.name or (row.existing.name if row.existing else "")


def _told(row: PlannedRow) -> audit.Changes:
    """What the trail keeps of a row; numbers are hidden in the plan already."""
    if row.existing is None:
        return {"name": ("", row.person.name)}
    return {each.column.value: (each.before, each.after) for each in row.changes}
