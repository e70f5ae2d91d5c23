"""The unit tree: found, rename, move, close. Nothing is deleted; the trail keeps the history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from accounts import audit
from branches import saving
from branches.choices import UnitKind
from branches.headcount import counts
from branches.models import Branch, Coverage, Unit


class UnitRefused(Exception):
    """What was asked of the unit cannot be; the message is fit for the screen."""


@transaction.atomic
def found_unit(
    *,
    parent: Unit | None,
    code: str,
    name: str,
    kind: UnitKind,
    short_name: str = "",
    founded_on: date | None = None,
) -> Unit:
    """A new unit, last below ``parent``; without one a new root (a province, a country)."""
    _lock_tree()
    unit = Unit(code=code.strip(), name=name.strip(), kind=kind, founded_on=founded_on)
    unit.short_name = short_name.strip()
    saving.check(unit, UnitRefused)
    if parent is None:
        return Unit.objects.add_root(instance=unit)
    _refuse_closed(parent)
    return Unit.objects.add_child(parent, instance=unit)


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, kind: UnitKind, reason: str = ""
) -> Unit:
    """Another name or kind from now on. The code stays: sheets and links refer to it."""
    unit.name, unit.short_name, unit.kind = name.strip(), short_name.strip(), kind
    with audit.because(reason.strip()):
        return saving.save(unit, UnitRefused)


@transaction.atomic
def move_unit(*, unit: Unit, to: Unit, by: Any, reason: str = "") -> Unit:
    """Hang the unit, with everything below it, under another unit.

    Rights follow at once: whoever acts for the new upper unit sees it, the former one's no longer.
    """
    _lock_tree()
    unit.refresh_from_db()
    to.refresh_from_db()
    if to.path.startswith(unit.path):
        raise UnitRefused("不能把单位移到它自己或下级单位之下。")
    _refuse_closed(to)
    former = Unit.objects.get_parent(unit)
    if former == to:
        raise UnitRefused(f"{unit}本来就在{to}之下。")
    Unit.objects.move(unit, to, "last-child")
    unit.refresh_from_db()
    audit.record_change(
        user=by, obj=unit, changes={"上级单位": (former or "", to)}, reason=reason.strip()
    )
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, day: date, reason: str) -> Unit:
    """The unit exists up to and including ``day``; who covered it covers it no longer.

    Refused while anything is left at it: lower units, Party organisations, people.
    """
    _refuse_not_empty(unit, day)
    if unit.founded_on and day < unit.founded_on:
        raise UnitRefused("撤销日期不能早于成立日期。")
    for coverage in Coverage.objects.filter(unit=unit).within(day, day):
        coverage.until = day
        saving.save(coverage, UnitRefused)
    unit.closed_on = day
    with audit.because(reason.strip()):
        return saving.save(unit, UnitRefused)


@transaction.atomic
def reopen_unit(*, unit: Unit, reason: str) -> Unit:
    """Take a closing back. Coverages that ended with it are entered anew by who covers it."""
    if unit.closed_on is None:
        raise UnitRefused(f"{unit}没有撤销。")
    parent = Unit.objects.get_parent(unit)
    if parent is not None:
        _refuse_closed(parent)
    unit.closed_on = None
    with audit.because(reason.strip()):
        return saving.save(unit, UnitRefused)


def _refuse_not_empty(unit: Unit, day: date) -> None:
    below = Unit.objects.under(unit).exclude(pk=unit.pk).open_on(day).count()
    if below:
        raise UnitRefused(f"还有 {below} 个下级单位，请先撤销或移走。")
    hung = Branch.objects.filter(unit=unit).existing_on(day)
    if hung:
        names = "、".join(branch.name for branch in hung)
        raise UnitRefused(f"{names}还设在这里，请先撤销或改设到其他单位。")
    people = counts().force_at(unit.path)
    if people:
        raise UnitRefused(f"还有 {people} 人在这个单位，请先调整他们的所在单位。")


def _refuse_closed(unit: Unit) -> None:
    if unit.closed_on:
        raise UnitRefused(f"{unit}已撤销，不能再设下级单位。")


def _lock_tree() -> None:
    """One change of the tree at a time: two would give two units the same path."""
    list(Unit.objects.select_for_update().filter(depth=1).values_list("pk"))
