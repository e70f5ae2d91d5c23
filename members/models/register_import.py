"""An uploaded sheet of a register on its way: checked, shown, confirmed, written."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.fields import EncryptedBinaryField
from members.choices import ImportState, Register

if TYPE_CHECKING:
    from accounts.models import User


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def visible_to(self, user: User) -> Self:
        """One's own uploads."""
        return self.filter(created_by_id=user.pk)

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)


class RegisterImport(models.Model):
    """One uploaded sheet. ``fingerprint`` names the plan that was shown: only that is written.

    The file lies encrypted and is forgotten once it is written or dropped."""

    register = models.CharField("台账", max_length=16, choices=Register)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    file_name = models.CharField("文件", max_length=120)
    content = EncryptedBinaryField("内容", blank=True, default=b"")
    state = models.CharField(
        "状态", max_length=16, choices=ImportState, default=ImportState.CHECKED
    )
    counts = models.JSONField("行数", default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    preview = EncryptedBinaryField("核对结果", blank=True, default=b"")
    finished_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="registerimport_state_known"
            ),
            models.CheckConstraint(
                condition=Q(register__in=Register.values), name="registerimport_register_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("members:register_import", args=[self.register, self.pk])

    @property
    def shown(self) -> dict[str, Any]:
        """What the check found, as it is shown."""
        return json.loads(zlib.decompress(bytes(self.preview))) if self.preview else {}
