"""Who one is: the account. What one may do follows from appointments (see branches)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> Self:
        """Oneself; every account for who keeps the accounts."""
        if user.is_authenticated and user.has_perm("accounts.keep_accounts"):
            return self
        return self.filter(pk=user.pk)

    def manageable_by(self, user: User) -> Self:
        """Accounts of others, for who keeps the accounts."""
        if user.is_authenticated and user.has_perm("accounts.keep_accounts"):
            return self.exclude(pk=user.pk)
        return self.none()

    def matching(self, query: str) -> Self:
        """By a part of the name or the beginning of the staff number."""
        if not query:
            return self
        return self.filter(Q(name__contains=query) | Q(staff_number__istartswith=query))

    def in_state(self, state: str) -> Self:
        """``active``, ``inactive``, ``new`` (never logged in), or all."""
        conditions = {
            "active": Q(is_active=True),
            "inactive": Q(is_active=False),
            "new": Q(is_active=True, last_login=None),
        }
        return self.filter(conditions.get(state, Q()))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, staff_number: str, password: str | None = None, **extra: Any) -> User:
        """An account with a first password that must be changed (unless told otherwise)."""
        user = self.model(staff_number=staff_number, **extra)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_number: str, password: str, **extra: Any) -> User:
        return self.create_user(
            staff_number,
            password,
            is_staff=True,
            is_superuser=True,
            must_change_password=False,
            **extra,
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can log in, by staff number."""

    staff_number = models.CharField("工号", max_length=32, unique=True)
    name = models.CharField("姓名", max_length=64)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进后台", default=False)
    must_change_password = models.BooleanField("须修改初始密码", default=True)
    password_changed_at = models.DateTimeField("上次改密", null=True, blank=True)
    date_joined = models.DateTimeField("建立时间", default=timezone.now)
    usual_post = models.BigIntegerField("上次选择的身份", null=True, blank=True, editable=False)

    # The number of the post one acts in, from the session; branches.scope obeys it if it is held.
    acting_as: int | None = None

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        default_permissions = ()
        # Nobody is granted these by hand: branches.backends derives them from appointments.
        permissions = [
            ("keep_accounts", "管理账号"),
            ("read_audit", "查阅审计日志"),
            ("need_second_factor", "须启用动态口令"),
        ]

    def __str__(self) -> str:
        return self.name or self.staff_number

    def get_short_name(self) -> str:
        return self.name

    def owes_new_password(self, now: datetime) -> bool:
        """The first password was never changed, or the present one is too old."""
        if self.must_change_password:
            return True
        if not settings.PASSWORD_DAYS or self.password_changed_at is None:
            return False
        return now - self.password_changed_at > timedelta(days=settings.PASSWORD_DAYS)
