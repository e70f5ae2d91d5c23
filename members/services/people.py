"""Entering people by hand, correcting what is on file, moving them between branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from branches.choices import Role
from branches.models import Appointment, Branch, Group, Unit
from members.belonging import Move, settle
from members.choices import MembershipKind, Stage
from members.identity import beside
from members.models import Member, Membership


class MemberRefused(Exception):
    """The change cannot be made; the message is fit for the screen."""


class MemberOutdated(MemberRefused):
    """Somebody changed the person since the form was opened; ``current`` is what is on file now."""

    def __init__(self, current: Member) -> None:
        self.current = current
        super().__init__("您打开这一页之后，有人改过此人的资料。请核对后再保存一次。")


@transaction.atomic
def add_member(
    *,
    unit: Unit,
    values: dict[str, Any],
    since: date,
    branch: Branch | None = None,
    group: Group | None = None,
) -> Member:
    """Enter a new person at ``unit``; with ``branch``, belonging to it from ``since``."""
    member = Member(unit=unit)
    _write(member, values)
    if branch is not None:
        move_member(member=member, branch=branch, group=group, on=since)
    return member


@transaction.atomic
def edit_member(*, member: Member, version: int, values: dict[str, Any], today: date) -> Member:
    """Write ``values`` over the person as of ``version``; refused when that is no longer current.

    Who joins the Party belongs in full, from ``today``, where they took part until now.
    """
    current = Member.objects.select_for_update().get(pk=member.pk)
    if current.version != version:
        raise MemberOutdated(current)
    was_in_party = current.is_party_member
    current.version += 1
    _write(current, values)
    if current.is_party_member and not was_in_party:
        for held in current.memberships.filter(until=None, kind=MembershipKind.ATTACHED):
            settle([_move(current, held.branch_id, held.group_id, joins=True)], today)
    return current


def move_member(
    *, member: Member, branch: Branch, on: date, group: Group | None = None
) -> Membership:
    """One person comes to ``branch``. Refused as by ``move_members``, or who is there already."""
    if not move_members(members=[member], branch=branch, on=on, group=group):
        raise MemberRefused(f"{member}已经在{branch}。")
    return member.memberships.get(branch=branch, until=None, kind=_kind(member))


@transaction.atomic
def move_members(
    *, members: Sequence[Member], branch: Branch, on: date, group: Group | None = None
) -> int:
    """They belong to ``branch`` from ``on``, and where they were until the day before.

    Who is there already is passed over; returns how many moved. Refused for all: a branch that
    does not exist on that day, a group of another branch, a day before somebody's last move.
    """
    _check_place(branch, group, on)
    held = _held(members)
    _check_days(members, held, on)
    place = (branch.pk, group.pk if group else None)
    moving = [
        member
        for member in members
        if place not in {(row.branch_id, row.group_id) for row in held[member.pk]}
    ]
    settle([_move(member, *place) for member in moving], on)
    audit.record_changes(
        user=None,
        changes=(
            (member, _told(held[member.pk], branch.name, group.name if group else ""))
            for member in moving
        ),
    )
    return len(moving)


@transaction.atomic
def leave_force(*, member: Member, on: date) -> Member:
    """The person leaves the force: memberships and the post of a plain member end with that day."""
    if member.left_on:
        raise MemberRefused(f"{member}已于 {member.left_on} 离队。")
    member.left_on = on
    member.version += 1
    _save(member)
    posts = Appointment.objects.filter(user__member=member, role=Role.MEMBER, until=None)
    for held in (*member.memberships.filter(until=None), *posts):
        held.until = max(on, held.since)
        held.save(update_fields=["until"])
    return member


def _check_place(branch: Branch, group: Group | None, on: date) -> None:
    if not branch.exists_on(on):
        raise MemberRefused(f"{branch}在 {on} 不存在，请核对日期。")
    if group is not None and group.branch_id != branch.pk:
        raise MemberRefused(f"{group}不是{branch}的党小组。")


def _held(members: Sequence[Member]) -> defaultdict[int, list[Membership]]:
    """Member → where they belong at present, secondments aside."""
    found: defaultdict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(member__in=members, until=None)
    for row in rows.exclude(kind=MembershipKind.SECONDED).select_related("branch", "group"):
        found[row.member_id].append(row)
    return found


def _check_days(members: Sequence[Member], held: dict[int, list[Membership]], on: date) -> None:
    for member in members:
        for row in held[member.pk]:
            if row.since > on:
                raise MemberRefused(
                    f"{member}从 {row.since} 起在{row.branch}，请填这一天以后的日期。"
                )


def _told(held: Sequence[Membership], branch: str, group: str) -> audit.Changes:
    before = "、".join(row.branch.name for row in held)
    groups = "、".join(row.group.name for row in held if row.group)
    return {"党支部": (before, branch), "党小组": (groups, group)}


def _kind(member: Member) -> MembershipKind:
    """Party members belong; others take part (activists, applicants)."""
    return MembershipKind.FULL if member.is_party_member else MembershipKind.ATTACHED


def _move(member: Member, branch_id: int, group_id: int | None, *, joins: bool = False) -> Move:
    return Move(
        member_id=member.pk,
        user_id=member.user_id,
        branch_id=branch_id,
        group_id=group_id,
        kind=_kind(member).value,
        in_party=member.is_party_member,
        was_in_party=member.is_party_member and not joins,
    )


def _write(member: Member, values: dict[str, Any]) -> None:
    for name, value in (values | beside(values)).items():
        setattr(member, name, value)
    if member.stage != Stage.FULL:
        member.confirmed_on = ""
    _save(member)


def _save(member: Member) -> None:
    try:
        member.full_clean()
    except ValidationError as error:
        raise MemberRefused("".join(error.messages)) from error
    member.save()
