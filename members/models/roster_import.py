"""An uploaded roster on its way: checked, shown, confirmed, written. Found again by who left it."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.fields import EncryptedBinaryField, EncryptedTextField
from branches.models import Branch, Unit
from members.choices import ImportState

if TYPE_CHECKING:
    from accounts.models import User

WORKING = (ImportState.CHECKING, ImportState.WRITING)


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: User) -> Self:
        """One's own uploads, for places that one still manages."""
        place = Q(branch=None, unit__in=Unit.objects.manageable_by(user))
        place |= Q(branch__in=Branch.objects.manageable_by(user))
        return self.filter(place, created_by_id=user.pk)

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def left_behind(self, before: datetime) -> Self:
        """Those whom no worker has touched since ``before`` although one should."""
        return self.filter(state__in=WORKING, touched_at__lt=before)


class RosterImport(models.Model):
    """One uploaded file. ``revision`` counts what the uploader changed: an answer to an older
    revision is dropped. The file lies encrypted and is forgotten when it is no longer needed."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="导入到"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="只限党支部",
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    file_name = models.CharField("文件", max_length=120)
    content = EncryptedBinaryField("内容", blank=True, default=b"")
    sheets = models.JSONField("工作表", default=list, blank=True)
    sheet = models.CharField("选定的工作表", max_length=64, blank=True)
    since = models.DateField("隶属自")
    create_missing = models.BooleanField("新建没有的单位和党支部", default=False)
    fixes = EncryptedTextField("改正的单元格", blank=True)
    state = models.CharField(
        "状态", max_length=16, choices=ImportState, default=ImportState.CHECKING
    )
    revision = models.PositiveIntegerField("版本", default=1)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    touched_at = models.DateTimeField("处理时间", default=timezone.now)
    refusal = models.TextField("原因", blank=True)
    counts = models.JSONField("行数", default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    preview = models.BinaryField("核对结果", blank=True, default=b"")
    all_or_nothing = models.BooleanField("全部无误才导入", default=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名册导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="rosterimport_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=[state.value for state in WORKING]),
                name="rosterimport_working",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("members:import", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def fixed_cells(self) -> dict[str, str]:
        """What the uploader wrote over cells: address → text."""
        return json.loads(self.fixes) if self.fixes else {}

    @property
    def doubtful_cells(self) -> set[str]:
        """Addresses of the cells that may be fixed."""
        said = {
            cell[-1]
            for *_, cells in self.shown.get("rows", [])
            for cell in cells
            if isinstance(cell, list)
        }
        return (said | set(self.fixed_cells)) - {""}

    @property
    def shown(self) -> dict[str, Any]:
        """The preview as ``members.imports.preview`` made it."""
        return json.loads(zlib.decompress(self.preview)) if self.preview else {}
