"""Verbs on accounts. What needs the right to keep accounts is checked by who calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from axes.utils import reset as reset_lock
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, second_factor, tokens
from accounts.models import Session, User
from accounts.passwords import first_password


class AccountRefused(Exception):
    """The sentence for the screen."""


@transaction.atomic
def create_account(*, staff_number: str, name: str, email: str = "") -> tuple[User, str]:
    """A new account and its first password, which is shown once and must be changed at login."""
    password = first_password()
    user = User(staff_number=staff_number.strip(), name=name.strip(), email=email.strip())
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as fault:
        raise AccountRefused("；".join(fault.messages)) from fault
    user.save()
    return user, password


@transaction.atomic
def reset_password(*, user: User) -> str:
    """A new first password, shown once. Ends the user's sessions and tokens and lifts a lock."""
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    end_sessions(user=user)
    tokens.revoke_all(user=user, now=timezone.now())
    reset_lock(username=user.staff_number)
    return password


@transaction.atomic
def change_password(
    *, user: User, password: str, now: datetime, keep_session: str | None = None
) -> None:
    """The user's own choice. Ends all sessions but the one named by its key."""
    if user.check_password(password):
        raise AccountRefused("新密码不能与现在的密码相同。")
    try:
        password_validation.validate_password(password, user)
    except ValidationError as fault:
        raise AccountRefused("；".join(fault.messages)) from fault
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = now
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_sessions(user=user, but=keep_session)


@transaction.atomic
def deactivate(*, user: User, by: User, reason: str) -> None:
    """The person can no longer log in; nothing that they did is lost."""
    if user.pk == by.pk:
        raise AccountRefused("不能停用自己的账号。")
    if not reason.strip():
        raise AccountRefused("请写明停用的原因。")
    user.is_active = False
    with audit.because(reason.strip()):
        user.save(update_fields=["is_active"])
        tokens.revoke_all(user=user, now=timezone.now())
    end_sessions(user=user)


@transaction.atomic
def activate(*, user: User) -> None:
    """The person may log in again, with the password of before."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def is_locked(*, user: User, now: datetime) -> bool:
    """Whether wrong passwords keep the person out at the moment."""
    since = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    return AccessAttempt.objects.filter(
        username=user.staff_number,
        attempt_time__gt=since,
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
    ).exists()


def unlock(*, user: User) -> None:
    """Forget the wrong passwords, so that the person may try again at once."""
    reset_lock(username=user.staff_number)


@transaction.atomic
def take_second_factor(*, user: User) -> None:
    """For a lost phone: the next login needs the password only. Recorded in the trail."""
    second_factor.forget(user=user)
    audit.record_change(user=None, obj=user, changes={"动态口令": ("已启用", "已取消")})
    end_sessions(user=user)


def end_sessions(*, user: User, but: str | None = None) -> int:
    """Log the user out everywhere, or everywhere but in the session with the key ``but``."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=but).delete()
    return ended


def end_session(*, user: User, handle: str) -> None:
    """Log the user out of one device. Ending what has already ended is no error."""
    for session in Session.objects.filter(user=user):
        if session.handle == handle:
            session.delete()


def make_room(*, user: User, now: datetime) -> None:
    """Only so many logins at once: before one more, those unused for longest go."""
    surplus = Session.objects.filter(user=user).live(now)[settings.SESSIONS_EACH - 1 :]
    Session.objects.filter(pk__in=[session.pk for session in surplus]).delete()


def choose_post(*, user: User, post: int) -> None:
    """Remember for the next login in which post one acts. Rights still need the appointment."""
    user.usual_post = post
    user.save(update_fields=["usual_post"])


def forget_ended_sessions(*, now: datetime) -> int:
    """Clear away what has run out; returns how many."""
    ended, _ = Session.objects.filter(expire_date__lte=now).delete()
    return ended
