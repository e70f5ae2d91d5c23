"""Founding many units, branches and groups at once, as a roster names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.db import models, transaction

from accounts import audit
from accounts.models import User
from branches.choices import BranchKind, UnitKind
from branches.models import Branch, Coverage, Group, Unit


@dataclass(frozen=True, slots=True)
class NewBranch:
    """A branch to be founded: hung on ``unit_id``, covering the units ``covers``.

    ``purpose``: the task of a temporary one.
    """

    name: str
    kind: BranchKind
    unit_id: int
    covers: frozenset[int]
    purpose: str = ""


@transaction.atomic
def found_units(
    *, parent: Unit, units: Iterable[tuple[str, UnitKind]], founded_on: date
) -> list[Unit]:
    """New units below ``parent``, in the order given. Codes are made here."""
    codes = _free_codes(Unit.objects.all(), parent.code)
    new = [Unit(code=next(codes), name=n, kind=kind, founded_on=founded_on) for n, kind in units]
    return [Unit.objects.add_child(parent, instance=unit) for unit in new]


@transaction.atomic
def found_branches(
    *, code: str, branches: Sequence[NewBranch], founded_on: date, user: User | None
) -> list[Branch]:
    """New branches that cover their units from the first day; their codes begin with ``code``."""
    codes = _free_codes(Branch.objects.all(), f"{code}-B")
    founded = Branch.objects.bulk_create(
        Branch(code=next(codes), name=new.name, kind=new.kind, unit_id=new.unit_id,
               founded_on=founded_on, purpose=new.purpose)
        for new in branches
    )  # fmt: skip
    Coverage.objects.bulk_create(
        Coverage(branch=branch, unit_id=unit, since=founded_on)
        for branch, new in zip(founded, branches, strict=True)
        for unit in sorted(new.covers | {new.unit_id})
    )
    _record(founded, user)
    return founded


@transaction.atomic
def found_groups(
    *, groups: Iterable[tuple[int, str]], founded_on: date, user: User | None
) -> list[Group]:
    """New groups: (branch, name) of each."""
    founded = Group.objects.bulk_create(
        Group(branch_id=branch, name=name, founded_on=founded_on) for branch, name in groups
    )
    _record(founded, user)
    return founded


def _free_codes(rows: models.QuerySet, prefix: str) -> Iterator[str]:
    """``prefix-01``, ``prefix-02`` … without those that are taken."""
    taken = set(rows.filter(code__startswith=f"{prefix}-").values_list("code", flat=True))
    return (code for n in count(len(taken) + 1) if (code := f"{prefix}-{n:02}") not in taken)


def _record(founded: Sequence[Branch | Group], user: User | None) -> None:
    audit.record_changes(
        user=user, created=True, changes=((each, {"name": ("", each.name)}) for each in founded)
    )
