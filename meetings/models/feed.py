"""Calendars that a phone subscribes to by a secret link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.fields import EncryptedTextField
from branches.models import Branch

if TYPE_CHECKING:
    from accounts.models import User


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)


class Feed(models.Model):
    """A link of one person: to the own calendar, or with ``branch`` to that branch's.

    The secret is the whole right to read it. It is kept encrypted so that it can be shown again,
    and found by its keyed digest.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="feeds",
        verbose_name="所有人",
    )
    branch = models.ForeignKey(
        Branch,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feeds",
        verbose_name="党支部",
    )
    secret = EncryptedTextField("链接密钥")
    digest = models.CharField("密钥摘要", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("生成时间", default=timezone.now)
    last_used_at = models.DateTimeField("最近更新", null=True, blank=True)

    objects: ClassVar[Any] = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(branch=None), name="feed_own_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "branch"],
                condition=Q(branch__isnull=False),
                name="feed_branch_once",
            ),
        ]

    def __str__(self) -> str:
        return self.branch.name if self.branch else "我的组织生活"


class FeedEvent(models.Model):
    """An event as the feed last showed it, so that a change is seen and gets the next number."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="events")
    uid = models.CharField("标识", max_length=80)
    title = models.CharField("标题", max_length=160)
    place = models.CharField("地点", max_length=64, blank=True)
    starts_on = models.DateField("日期")
    starts_at = models.DateTimeField("开始", null=True, blank=True)
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    is_over = models.BooleanField("已有记录", default=False)
    is_cancelled = models.BooleanField("已取消", default=False)
    sequence = models.PositiveIntegerField("序号", default=0)
    changed_at = models.DateTimeField("变动时间")

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历事项"
        ordering = ["starts_on", "uid"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "uid"], name="feed_event_once"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="feed_event_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title
