"""What happened to a record: handed in, returned, accepted; and its earlier wordings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from branches.models import BranchScopedQuerySet
from meetings.choices import ReviewAction
from meetings.models.meeting import Meeting


class ReviewQuerySet(BranchScopedQuerySet):
    branch_lookup = "meeting__branch"


class Review(models.Model):
    """One step of a meeting's way; never edited."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reviews")
    action = models.CharField("动作", max_length=12, choices=ReviewAction)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="经手人"
    )
    at = models.DateTimeField("时间", default=timezone.now)
    remark = models.CharField("意见", max_length=300, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(action=ReviewAction.RETURN.value) | ~models.Q(remark=""),
                name="review_return_with_remark",
                violation_error_message="请写明退回的原因，让支部知道要改什么。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.by}"


class Revision(models.Model):
    """The whole record as it was at one version."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="修改人"
    )
    at = models.DateTimeField("时间", default=timezone.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "版本"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"
