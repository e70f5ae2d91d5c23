"""Party groups inside a branch (支部工作条例第十三条)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from branches import saving
from branches.headcount import NOBODY, counts
from branches.models import Branch, Group


class GroupRefused(Exception):
    """What was asked of the group cannot be; the message is fit for the screen."""


@transaction.atomic
def found_group(*, branch: Branch, name: str, founded_on: date, area: str = "") -> Group:
    """A new group. A name is given once in a branch, so that old records stay unambiguous."""
    if not branch.exists_on(founded_on):
        raise GroupRefused("党支部在这一天还没有成立或已经撤销。")
    group = Group(branch=branch, name=name.strip(), area=area.strip(), founded_on=founded_on)
    return saving.save(group, GroupRefused)


@transaction.atomic
def rename_group(*, group: Group, name: str, area: str) -> Group:
    """Another name or area."""
    group.name, group.area = name.strip(), area.strip()
    return saving.save(group, GroupRefused)


@transaction.atomic
def dissolve_group(*, group: Group, day: date) -> Group:
    """It exists up to and including ``day``. Refused while people belong to it afterwards."""
    if group.dissolved_on:
        raise GroupRefused(f"{group}已经撤销。")
    left = counts().groups([group.pk], day + timedelta(days=1)).get(group.pk, NOBODY).all
    if left:
        raise GroupRefused(f"还有 {left} 名党员在{group}，请先调整他们的党小组。")
    group.dissolved_on = day
    return saving.save(group, GroupRefused)
