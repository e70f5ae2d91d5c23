"""The trail as pages read it: what was changed and looked at, who came in, who was kept out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from auditlog.models import LogEntry
from axes.models import AccessFailureLog, AccessLog
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import audit

if TYPE_CHECKING:
    from accounts.models.user import User


class AuditAction(models.IntegerChoices):
    CREATE = LogEntry.Action.CREATE, "新建"
    UPDATE = LogEntry.Action.UPDATE, "修改"
    DELETE = LogEntry.Action.DELETE, "删除"
    ACCESS = LogEntry.Action.ACCESS, "查看"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: User) -> Self:
        """All for the auditor; for everyone the looks at what is kept about oneself."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("accounts.read_audit"):
            return self
        return self.looks_at(audit.records_about(user))

    def looks_at(self, records: Iterable[models.Model]) -> Self:
        """Who looked at the full data of these."""
        wanted = Q(pk__in=[])
        for record in records:
            kind = ContentType.objects.get_for_model(record)
            wanted |= Q(content_type=kind, object_id=record.pk)
        return self.filter(wanted, action=AuditAction.ACCESS)

    def changes_to(self, record: models.Model) -> Self:
        """What was done to one record."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk).exclude(
            action=AuditAction.ACCESS
        )

    def by_others_than(self, user: User) -> Self:
        return self.exclude(actor=user)

    def newest_first(self) -> Self:
        return self.select_related("actor", "content_type").order_by("-timestamp", "-pk")


class AuditEntry(LogEntry):
    """One change or one look. Written by accounts.audit, never edited, never deleted."""

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "审计日志"

    @property
    def action_label(self) -> str:
        return AuditAction(self.action).label

    @property
    def details(self) -> dict[str, Any]:
        """What was noted besides the change: ``reason``, ``field``, ``post``."""
        return self.additional_data or {}


class LoginQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """The auditor's."""
        return self if user.has_perm("accounts.read_audit") else self.none()

    def within(self, first: date, last: date) -> Self:
        """On a day from ``first`` to ``last``."""
        return self.filter(attempt_time__range=whole_days(first, last)).order_by("-attempt_time")


class Login(AccessLog):
    """Somebody came in, and perhaps went out."""

    objects: ClassVar[Any] = LoginQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "登录记录"


class FailedLogin(AccessFailureLog):
    """Somebody was kept out; ``locked_out`` when by the lock."""

    objects: ClassVar[Any] = LoginQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "登录失败记录"


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of ``first`` to the last of ``last``, local time."""
    begins = timezone.make_aware(datetime.combine(first, time.min))
    ends = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    return begins, ends - timedelta(microseconds=1)
