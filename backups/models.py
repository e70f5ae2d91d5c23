"""What was backed up when, how it went, and where it lies."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from backups.choices import BackupState
from branches import scope
from branches.choices import Role

if TYPE_CHECKING:
    from accounts.models import User

# A backup that has not ended after so long has lost its process.
LONGEST = timedelta(hours=6)


class BackupQuerySet(models.QuerySet["Backup"]):
    def visible_to(self, user: User) -> Self:
        """System administrators see all of them, and nobody else any."""
        return self.all() if Role.ADMINISTRATOR in scope.held_by(user).roles else self.none()

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def good(self) -> Self:
        """Those that were whole and read back, also if they have been cleared away since."""
        return self.filter(state__in=[BackupState.VERIFIED, BackupState.CLEARED])

    def abandoned(self, now: datetime) -> Self:
        """Running ones whose process is dead."""
        return self.filter(state=BackupState.RUNNING, started_at__lt=now - LONGEST)


class Backup(models.Model):
    """One attempt. The row is a note; the backup itself needs no database to be restored."""

    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=16, choices=BackupState, default=BackupState.RUNNING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发起人",
    )
    place = models.CharField("位置", max_length=400, blank=True)
    size = models.BigIntegerField("大小", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    sealed = models.BooleanField("加密", default=False)
    reason = models.CharField("失败原因", max_length=400, blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备份"
        ordering = ["-started_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BackupState.values), name="backup_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=BackupState.RUNNING.value, finished_at=None)
                | (~Q(state=BackupState.RUNNING.value) & Q(finished_at__isnull=False)),
                name="backup_runs_or_has_ended",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=BackupState.RUNNING.value),
                name="backup_one_at_a_time",
                violation_error_message="正在备份，请等它结束。",
            ),
        ]

    def __str__(self) -> str:
        return Path(self.place).name or f"备份 {self.pk}"

    @property
    def took(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.finished_at else None
