"""Photos and files of a meeting. Served only through a view that checks rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from branches.models import Branch, BranchScopedQuerySet
from meetings.choices import AttachmentKind
from meetings.models.meeting import Meeting

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


class AttachmentQuerySet(BranchScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """With a record: whoever sees it. Without one yet: whoever writes for the branch."""
        return self.filter(
            Q(meeting__in=Meeting.objects.visible_to(user))
            | Q(meeting=None, branch__in=Branch.objects.manageable_by(user))
        )

    def photos(self) -> Self:
        return self.filter(kind=AttachmentKind.PHOTO)

    def forgotten(self, before: datetime) -> Self:
        """Uploaded before that moment and never handed in with a record."""
        return self.filter(meeting=None, uploaded_at__lt=before)


class Attachment(models.Model):
    """Uploaded by itself (while the meeting may still be a draft), then tied to the meeting."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    draft_token = models.UUIDField("所属草稿", null=True, blank=True, db_index=True)
    kind = models.CharField("类型", max_length=8, choices=AttachmentKind)
    file = models.FileField("文件", upload_to="meetings/%Y/%m/")
    thumbnail = models.FileField("缩略图", upload_to="meetings/%Y/%m/", blank=True)
    name = models.CharField("文件名", max_length=120)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    perceptual_hash = models.CharField("感知哈希", max_length=16, blank=True, db_index=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def thumbnail_url(self) -> str:
        """Empty for what is no photo."""
        return reverse("meetings:thumbnail", args=[self.pk]) if self.thumbnail else ""
