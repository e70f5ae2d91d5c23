"""Posts: appoint and relieve. Rights begin and end with the days written here."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from branches import saving
from branches.choices import GIVEN_BY_ADMINISTRATOR, SYSTEM_ROLES, Role
from branches.models import Appointment, Branch, Unit
from branches.models.appointment import AppointmentQuerySet

# Posts that one may hold only once at a place at a time, by one person.
SINGLE = (Role.SECRETARY,)


class AppointmentRefused(Exception):
    """The appointment cannot be; the message is fit for the screen."""


@transaction.atomic
def appoint(
    *,
    user: User,
    role: Role,
    since: date,
    by: User | None,
    branch: Branch | None = None,
    unit: Unit | None = None,
    until: date | None = None,
    post: str = "",
) -> Appointment:
    """``user`` holds the role at the branch or unit from ``since`` (to ``until``, included).

    ``by`` is None for who works at the command line.
    """
    if role != Role.MEMBER and by is not None and user.pk == by.pk:
        raise AppointmentRefused("不能给自己任职，请由他人办理。")
    if not user.is_active:
        raise AppointmentRefused(f"{user}的账号已停用。")
    _refuse_place_gone(branch, unit, since)
    appointment = Appointment(
        user=user, role=role, branch=branch, unit=unit, since=since, until=until, post=post.strip()
    )
    saving.check(appointment, AppointmentRefused)
    _refuse_doubled(appointment)
    appointment.save()
    return appointment


@transaction.atomic
def appoint_to_system(
    *, staff_number: str, role: Role, since: date, by: User | None, unit_code: str = ""
) -> Appointment:
    """What an administrator does: other administrators, auditors, and the offices of units."""
    if role not in GIVEN_BY_ADMINISTRATOR:
        raise AppointmentRefused("这个角色由政治处任命。")
    user = User.objects.filter(staff_number=staff_number.strip()).first()
    if user is None:
        raise AppointmentRefused(f"没有工号为 {staff_number} 的账号。")
    unit = None
    if role == Role.POLITICAL_OFFICE:
        unit = Unit.objects.filter(code=unit_code.strip()).first()
        if unit is None:
            raise AppointmentRefused(f"没有代码为“{unit_code}”的单位。")
    return appoint(user=user, role=role, unit=unit, since=since, by=by)


@transaction.atomic
def relieve(*, appointment: Appointment, from_day: date, by: User) -> None:
    """From ``from_day`` the post is no longer held. One that had not begun is taken back."""
    if appointment.user_id == by.pk and appointment.role in SYSTEM_ROLES:
        raise AppointmentRefused("不能免去自己的系统角色，请由他人办理。")
    if appointment.until and appointment.until < from_day:
        raise AppointmentRefused("这一任职在此之前已经结束。")
    if from_day <= appointment.since:
        appointment.delete()
        return
    appointment.until = from_day - timedelta(days=1)
    saving.save(appointment, AppointmentRefused)


def _refuse_place_gone(branch: Branch | None, unit: Unit | None, since: date) -> None:
    if branch is not None and not branch.exists_on(since):
        raise AppointmentRefused(f"{branch}在这一天还没有成立或已经撤销。")
    if unit is not None and unit.closed_on and unit.closed_on < since:
        raise AppointmentRefused(f"{unit}已经撤销。")


def _refuse_doubled(new: Appointment) -> None:
    """Nobody the same post twice at a time; a branch one secretary at a time."""
    at_the_time = _overlapping(new)
    if at_the_time.filter(user=new.user, post=new.post).exists():
        raise AppointmentRefused(f"{new.user}这段时间已担任此职务。")
    holder = at_the_time.select_related("user").first() if new.role in SINGLE else None
    if holder is not None:
        raise AppointmentRefused(
            f"{holder.user}自 {holder.since:%Y-%m-%d} 起担任{holder.role_label}，请先免去。"
        )


def _overlapping(new: Appointment) -> AppointmentQuerySet:
    same = Appointment.objects.filter(role=new.role, branch=new.branch, unit=new.unit)
    same = same.filter(Q(until=None) | Q(until__gte=new.since))
    return same.filter(since__lte=new.until) if new.until else same
