"""Party organisations: found, change, cover units, dissolve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from branches import saving
from branches.choices import BranchKind
from branches.headcount import NOBODY, counts
from branches.models import Appointment, Branch, Coverage, Group, Unit

SUPERIORS = (BranchKind.COMMITTEE, BranchKind.GENERAL)
EDITABLE = frozenset(
    {
        "name",
        "unit",
        "superior",
        "purpose",
        "theme_day_rule",
        "theme_day_number",
        "theme_day_weekday",
        "usual_place",
    }
)


class BranchRefused(Exception):
    """What was asked of the Party organisation cannot be; the message is fit for the screen."""


@transaction.atomic
def found_branch(*, covers: Iterable[Unit] = (), **details: Any) -> Branch:
    """A new Party organisation (``details``: fields of Branch) that covers its own unit and these.

    A joint branch covers at least two units, a temporary one has a task (支部工作条例第五、八条).
    """
    branch = Branch(**details)
    _refuse_unfit(branch, branch.founded_on)
    covered = {unit.pk: unit for unit in (branch.unit, *covers)}
    if branch.kind == BranchKind.JOINT and len(covered) < 2:
        raise BranchRefused("联合党支部至少覆盖两个单位，请选择共同组成支部的单位。")
    saving.save(branch, BranchRefused)
    for unit in covered.values():
        cover(branch=branch, unit=unit, since=branch.founded_on)
    return branch


@transaction.atomic
def change_branch(*, branch: Branch, today: date, reason: str = "", **details: Any) -> Branch:
    """Change what may change (``EDITABLE``). Code, kind and day of founding stay."""
    if not details.keys() <= EDITABLE:
        raise TypeError(f"not editable: {sorted(details.keys() - EDITABLE)}")
    for name, value in details.items():
        setattr(branch, name, value)
    _refuse_unfit(branch, today)
    with audit.because(reason.strip()):
        return saving.save(branch, BranchRefused)


def _refuse_unfit(branch: Branch, day: date) -> None:
    if branch.unit.closed_on and branch.unit.closed_on < day:
        raise BranchRefused(f"{branch.unit}已撤销，不能设党组织。")
    if branch.kind == BranchKind.TEMPORARY and not branch.purpose.strip():
        raise BranchRefused("临时党支部为执行任务而设，请写明任务；机构撤销后支部自然撤销。")
    superior = branch.superior
    if superior is None:
        return
    if superior.kind not in SUPERIORS:
        raise BranchRefused(f"{superior}不是党委或党总支，不能作上级党组织。")
    if not superior.exists_on(day):
        raise BranchRefused(f"{superior}在这一天还没有成立或已经撤销。")
    _refuse_circle(branch)


def _refuse_circle(branch: Branch) -> None:
    above = branch.superior
    while above is not None:
        if branch.pk and above.pk == branch.pk:
            raise BranchRefused("上级党组织不能是本组织或它的下级。")
        above = above.superior


@transaction.atomic
def cover(*, branch: Branch, unit: Unit, since: date) -> Coverage:
    """From ``since`` the branch also covers ``unit``. Once at a time."""
    if since < branch.founded_on:
        raise BranchRefused("覆盖的日期不能早于党组织成立的日期。")
    if unit.closed_on and unit.closed_on < since:
        raise BranchRefused(f"{unit}已撤销。")
    later = Coverage.objects.filter(branch=branch, unit=unit)
    if later.filter(Q(until=None) | Q(until__gte=since)).exists():
        raise BranchRefused(f"{branch}已经覆盖{unit}。")
    return saving.save(Coverage(branch=branch, unit=unit, since=since), BranchRefused)


@transaction.atomic
def uncover(*, coverage: Coverage, until: date) -> Coverage:
    """``until`` is the last day. The unit on which the branch hangs stays covered."""
    if coverage.unit_id == coverage.branch.unit_id:
        raise BranchRefused(f"{coverage.branch}设在{coverage.unit}，不能取消覆盖。")
    coverage.until = until
    return saving.save(coverage, BranchRefused)


@transaction.atomic
def dissolve_branch(*, branch: Branch, day: date, reason: str) -> Branch:
    """It exists up to and including ``day``; coverages, groups and posts end with it.

    Refused while members' relations are still there or lower organisations answer to it.
    """
    if branch.dissolved_on:
        raise BranchRefused(f"{branch}已经撤销。")
    if not reason.strip():
        raise BranchRefused("请写明撤销的依据，例如批复的文号。")
    left = counts().branches([branch.pk], day + timedelta(days=1)).get(branch.pk, NOBODY).all
    if left:
        raise BranchRefused(f"还有 {left} 名党员的组织关系在本组织，请先转出。")
    lower = branch.subordinates.existing_on(day + timedelta(days=1)).count()
    if lower:
        raise BranchRefused(f"还有 {lower} 个下级党组织，请先改变它们的隶属。")
    branch.dissolved_on = day
    with audit.because(reason.strip()):
        saving.save(branch, BranchRefused)
        _end_with(branch, day)
    return branch


def _end_with(branch: Branch, day: date) -> None:
    """What the branch had ends on the same day; what had not begun never was."""
    for model in (Coverage, Appointment):
        rows = model.objects.filter(branch=branch).filter(Q(until=None) | Q(until__gt=day))
        for row in rows:
            if row.since > day:
                row.delete()
            else:
                row.until = day
                saving.save(row, BranchRefused)
    for group in Group.objects.filter(branch=branch, dissolved_on=None):
        group.dissolved_on = day
        saving.save(group, BranchRefused)
