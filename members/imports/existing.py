"""Who is on file already: found by ID number (its keyed digest) or staff number, never twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from accounts import crypto
from accounts.models import User
from members.models import Member, Membership
from members.portions import in_portions
from members.reach import Reach
from members.sheets import Person

FIELDS = (
    "pk", "version", "user_id", "name", "sex", "nationality", "id_digest", "birth_date",
    "phone_digest", "staff_number", "category", "unit_id", "stage", "joined_on", "confirmed_on",
    "education", "post", "work_since", "left_on", "unit__path",
)  # fmt: skip


class Existing(NamedTuple):
    """What is on file, without what is encrypted."""

    pk: int
    version: int
    user_id: int | None
    name: str
    sex: str
    nationality: str
    id_digest: str | None
    birth_date: str
    phone_digest: str
    staff_number: str | None
    category: str
    unit_id: int
    stage: str
    joined_on: str
    confirmed_on: str
    education: str
    post: str
    work_since: str
    left_on: date | None
    unit_path: str


class OpenMembership(NamedTuple):
    pk: int
    branch_id: int
    group_id: int | None
    kind: str
    since: date


class OnFile:
    """The people on file whom a roster may mean. A handful of queries, whatever its length."""

    def __init__(self, people: Sequence[Person], reach: Reach) -> None:
        self._digests: dict[str, str] = {}
        self._by_digest: dict[str, Existing] = {}
        self._by_staff_number: dict[str, Existing] = {}
        staff_numbers = [p.staff_number for p in people if p.staff_number]
        self._find("id_digest", [self.digest(p.id_number) for p in people if p.id_number])
        self._find("staff_number", staff_numbers)
        self.memberships = _open_memberships({each.pk for each in self._all()})
        self.accounts = _accounts(staff_numbers)
        self._reach = reach

    def digest(self, number: str) -> str:
        """The keyed digest of an ID number or phone, made once."""
        digest = self._digests.get(number)
        if digest is None:
            digest = self._digests[number] = crypto.digest(number)
        return digest

    def by_id_number(self, number: str | None) -> Existing | None:
        return self._by_digest.get(self.digest(number)) if number else None

    def by_staff_number(self, number: str | None) -> Existing | None:
        return self._by_staff_number.get(number) if number else None

    def branches_of(self, existing: Existing | None) -> set[int]:
        """Where the person belongs or takes part today."""
        held = self.memberships.get(existing.pk, ()) if existing else ()
        return {each.branch_id for each in held}

    def is_within_reach(self, existing: Existing) -> bool:
        """Whether the import may change the person."""
        branch = self._reach.branch
        if branch is None:
            return existing.unit_path.startswith(self._reach.unit.path)
        return branch.pk in self.branches_of(existing)

    def _all(self) -> Iterator[Existing]:
        yield from self._by_digest.values()
        yield from self._by_staff_number.values()

    def _find(self, field: str, values: list[str]) -> None:
        for some in in_portions(values):
            rows = Member.objects.filter(**{f"{field}__in": some}).values_list(*FIELDS)
            for each in map(Existing._make, rows):
                if each.id_digest:
                    self._by_digest[each.id_digest] = each
                if each.staff_number:
                    self._by_staff_number[each.staff_number] = each


def _open_memberships(members: set[int]) -> dict[int, list[OpenMembership]]:
    """Member → the branches they belong to at present, in whatever way."""
    found: dict[int, list[OpenMembership]] = {}
    for some in in_portions(sorted(members)):
        rows = Membership.objects.filter(member__in=some, until=None)
        values = rows.values_list("member_id", "pk", "branch_id", "group_id", "kind", "since")
        for member_id, *rest in values:
            found.setdefault(member_id, []).append(OpenMembership(*rest))
    return found


def _accounts(staff_numbers: list[str]) -> dict[str, int]:
    """Accounts that wait for their person: staff number → user."""
    found: dict[str, int] = {}
    for some in in_portions(staff_numbers):
        users = User.objects.filter(staff_number__in=some, member=None)
        found |= dict(users.values_list("staff_number", "pk"))
    return found
