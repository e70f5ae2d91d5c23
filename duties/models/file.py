"""Photos and files that show that a duty is done. Served only through a view that checks rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from duties.models.duty import Duty

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


class DutyFileQuerySet(models.QuerySet["DutyFile"]):
    def visible_to(self, user: User) -> Self:
        """Of a report: whoever sees the duty. Not reported yet: whoever may report it."""
        seen = Duty.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(reported=True, duty__in=seen) | self._reportable(user))

    def manageable_by(self, user: User) -> Self:
        """Of duties that the user may report, as long as they are owed."""
        return self.filter(self._reportable(user))

    @staticmethod
    def _reportable(user: User) -> Q:
        mine = Duty.objects.visible_to(user).reportable_by(user)
        return Q(duty__in=mine.order_by().values("pk"))

    def reported(self) -> Self:
        return self.filter(reported=True)

    def photos(self) -> Self:
        return self.exclude(thumbnail="")

    def forgotten(self, before: datetime) -> Self:
        """Uploaded before that moment, and part of no report."""
        return self.filter(reported=False, uploaded_at__lt=before)


class DutyFile(models.Model):
    """Uploaded while a duty is owed; ``reported`` once it is part of the report."""

    duty = models.ForeignKey(
        Duty, on_delete=models.CASCADE, related_name="files", verbose_name="督办事项"
    )
    reported = models.BooleanField("已写进报告", default=False)
    file = models.FileField("文件", upload_to="duties/%Y/%m/")
    thumbnail = models.FileField("缩略图", upload_to="duties/%Y/%m/", blank=True)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField("校验值", max_length=64)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    objects = DutyFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "sha256"], name="duty_file_once"),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=Q(reported=False), name="duty_file_unreported"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return bool(self.thumbnail)

    @property
    def url(self) -> str:
        return reverse("duties:file", args=[self.pk])

    @property
    def thumbnail_url(self) -> str:
        """Empty for what is no photo."""
        return reverse("duties:thumbnail", args=[self.pk]) if self.thumbnail else ""
