"""How people are told: one row per person and key, delivered by channels after commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from notices.choices import Channel, DeliveryState, NoticeKind

if TYPE_CHECKING:
    from accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """A notice is seen by the person it is for, and by nobody else."""
        return self.filter(recipient_id=user.pk) if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> NoticeQuerySet:
        return self.visible_to(user)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None, withdrawn_at=None)


class Notice(models.Model):
    """Something that one person is told. ``key`` names the matter; it can be said only once."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name="收件人",
    )
    key = models.CharField("事项键", max_length=120)
    kind = models.CharField("类别", max_length=24, choices=NoticeKind)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    path = models.CharField("链接", max_length=200, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], name="notice_once_per_person_and_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at=None, withdrawn_at=None),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One notice on its way through one channel."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField("渠道", max_length=16, choices=Channel)
    state = models.CharField(
        "状态", max_length=16, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    claimed_at = models.DateTimeField("领取时间", null=True, blank=True)
    sent_at = models.DateTimeField("送达时间", null=True, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
        ]
        indexes = [
            models.Index(
                fields=["state"],
                condition=models.Q(state=DeliveryState.WAITING.value),
                name="delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} · {self.get_channel_display()}"
