"""Who is expected at a meeting: the roster of its day, with the voting right of that day.

Which circle a gathering of some kinds brings together is `circles.circle_of`: all members, those
who hold a committee post that day, or the groups named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from accounts.prepared import Prepared
from branches.choices import COMMITTEE_ROLES, Role
from branches.models import Appointment, Branch
from meetings.choices import Presence
from meetings.circles import Circle, circle_of
from meetings.quorum import Headcount, Person, headcount
from meetings.record import Mark, Record
from members.choices import MembershipKind, Stage
from members.models import Membership


class Row(NamedTuple):
    """The columns of a membership that a roster is made of."""

    member_id: int
    branch_id: int
    group_id: int | None
    group__name: str | None
    kind: str
    member__name: str
    member__stage: str
    member__joined_on: str
    member__confirmed_on: str
    member__user_id: int | None


_ROSTER = Prepared(
    lambda branches, day: Membership.objects.rosters_on(branches, day).values_list(*Row._fields)
)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the roster of a day."""

    member_id: int
    name: str
    branch_id: int
    group_id: int | None
    group_name: str
    may_vote: bool
    probationary: bool
    user_id: int | None


def everybody(branches: Sequence[Branch | int], day: date) -> list[Seat]:
    """All Party members of the branches on ``day``, by name, each once. One query.

    Who joined the Party later is left out; who was confirmed later has no vote yet; who takes part
    without holding the organisation relation here (attached, seconded) has none either.
    """
    keys = [branch if isinstance(branch, int) else branch.pk for branch in branches]
    seats: dict[int, Seat] = {}
    for row in map(Row._make, _ROSTER.rows(branches=keys, day=day)):
        if row.member__joined_on > day.isoformat():
            continue
        known = seats.get(row.member_id)
        if known is None or row.kind == MembershipKind.FULL:
            seats[row.member_id] = _seat(row, day)
    return list(seats.values())


def _seat(row: Row, day: date) -> Seat:
    full = row.member__stage == Stage.FULL and row.member__confirmed_on <= day.isoformat()
    return Seat(
        member_id=row.member_id,
        name=row.member__name,
        branch_id=row.branch_id,
        group_id=row.group_id,
        group_name=row.group__name or "",
        may_vote=full and row.kind == MembershipKind.FULL,
        probationary=not full,
        user_id=row.member__user_id,
    )


def committee_user_ids(branches: Sequence[Branch | int], day: date) -> set[int]:
    """Accounts that hold a committee post of one of the branches on ``day``. One query."""
    posts = Appointment.objects.on(day).filter(branch__in=branches, role__in=COMMITTEE_ROLES)
    return set(posts.values_list("user_id", flat=True))


def secretaries_of(branches: Collection[int], day: date) -> dict[int, list[int]]:
    """Branch → accounts that are its secretaries on ``day``. One query."""
    posts = Appointment.objects.on(day).filter(branch__in=branches, role=Role.SECRETARY)
    found: dict[int, list[int]] = defaultdict(list)
    for branch, user in posts.values_list("branch_id", "user_id"):
        found[branch].append(user)
    return found


def expected_of(
    seats: Iterable[Seat],
    *,
    kinds: Collection[str],
    group_ids: Collection[int],
    committee: Collection[int],
) -> list[Seat]:
    """Those of ``seats`` whom a gathering of these kinds brings together."""
    circle = circle_of(kinds)
    if circle is Circle.COMMITTEE:
        return [seat for seat in seats if seat.user_id in committee]
    if circle is Circle.GROUP:
        return [seat for seat in seats if seat.group_id in group_ids]
    return list(seats)


def expected_on(branches: Sequence[Branch], day: date, record: Record) -> list[Seat]:
    """Whom the gathering of ``record`` brings together on ``day``. Two queries at most."""
    circle = circle_of(record.kinds)
    committee = committee_user_ids(branches, day) if circle is Circle.COMMITTEE else set()
    return expected_of(
        everybody(branches, day),
        kinds=record.kinds,
        group_ids=record.group_ids,
        committee=committee,
    )


def count(seats: Iterable[Seat], marks: Mapping[int, Mark]) -> Headcount:
    """Counts over the expected; who has no mark is expected and not there."""
    return headcount(
        Person(marks[seat.member_id].presence, seat.may_vote)
        if seat.member_id in marks
        else Person(Presence.ABSENT, seat.may_vote)
        for seat in seats
    )
