"""Memberships and the post of a plain member: closed, opened, never doubled.

What began before the day of a move ends on the day before; what began on it or later was
entered wrong and is set right in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from accounts.bulk import insert_rows, update_rows
from branches.choices import Role
from branches.models import Appointment
from members.choices import MembershipKind
from members.models import Membership
from members.portions import in_portions

ONE_DAY = timedelta(days=1)


class Open(NamedTuple):
    """A membership or post that holds at present."""

    owner: int
    pk: int
    branch_id: int
    since: date
    kind: str


@dataclass(slots=True)
class Move:
    """Someone comes to a branch, to another group of it, or belongs to it in another way."""

    member_id: int
    user_id: int | None
    branch_id: int
    group_id: int | None
    kind: str
    in_party: bool
    was_in_party: bool
    left: set[int] = field(default_factory=set)  # branches in which the person was until now


@dataclass(slots=True)
class Changes:
    """What is to be inserted, and what is to be changed where it stands."""

    since: date
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)

    def replace(self, old: Sequence[Open], wanted: dict[str, Any], owner: dict[str, Any]) -> None:
        """End ``old`` and begin ``wanted``."""
        begun: list[Open] = []
        for each in old:
            if each.since < self.since:
                self.changed.append({"pk": each.pk, "until": self.since - ONE_DAY})
            else:
                begun.append(each)
        for each in begun[1:]:
            self.changed.append({"pk": each.pk, "until": each.since})
        if begun:
            self.changed.append({"pk": begun[0].pk, **wanted})
        else:
            self.new.append({**owner, **wanted, "since": self.since})


def settle(moves: Sequence[Move], since: date) -> None:
    """Bring memberships and member posts into line with ``moves``, from the day ``since``.

    A fixed number of statements, whatever the number of people. Call it inside a transaction.
    """
    _settle_memberships(moves, since)
    _settle_posts([move for move in moves if move.user_id and move.in_party], since)


def _settle_memberships(moves: Sequence[Move], since: date) -> None:
    changes = Changes(since)
    held = _held_memberships([move.member_id for move in moves])
    without_group = []
    for move in moves:
        leaving = [each for each in held.get(move.member_id, ()) if _leaves(each, move)]
        move.left = {each.branch_id for each in leaving} - {move.branch_id}
        wanted = {"branch_id": move.branch_id, "group_id": move.group_id, "kind": move.kind}
        changes.replace(leaving, wanted, {"member_id": move.member_id})
        if move.group_id is None:
            without_group += [each.pk for each in leaving if each.since >= since]
    update_rows(Membership, changes.changed)
    Membership.objects.filter(pk__in=without_group).update(group=None)
    insert_rows(Membership, changes.new)


def _leaves(held: Open, move: Move) -> bool:
    """The relation moves as a whole; who takes part elsewhere as well goes on doing so."""
    if held.kind == MembershipKind.SECONDED:
        return False
    return held.branch_id == move.branch_id or held.kind == move.kind or not move.was_in_party


def _settle_posts(moves: Sequence[Move], since: date) -> None:
    """The post of a plain member goes with the membership."""
    changes = Changes(since)
    held = _held_posts([move.user_id for move in moves if move.user_id])
    for move in moves:
        posts = held.get(move.user_id or 0, [])
        if any(each.branch_id == move.branch_id for each in posts):
            continue
        leaving = [each for each in posts if each.branch_id in move.left]
        owner = {"user_id": move.user_id, "role": Role.MEMBER.value}
        changes.replace(leaving, {"branch_id": move.branch_id}, owner)
    update_rows(Appointment, changes.changed)
    insert_rows(Appointment, changes.new)


def _held_memberships(members: list[int]) -> dict[int, list[Open]]:
    return _by_owner(
        row
        for some in in_portions(members)
        for row in Membership.objects.filter(member__in=some, until=None).values_list(
            "member_id", "pk", "branch_id", "since", "kind"
        )
    )


def _held_posts(users: list[int]) -> dict[int, list[Open]]:
    return _by_owner(
        (*row, "")
        for some in in_portions(users)
        for row in Appointment.objects.filter(
            user__in=some, until=None, role=Role.MEMBER
        ).values_list("user_id", "pk", "branch_id", "since")
    )


def _by_owner(rows: Iterator[Any]) -> dict[int, list[Open]]:
    found: defaultdict[int, list[Open]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Open(*row))
    return found
