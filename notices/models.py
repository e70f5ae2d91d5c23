"""How people are told: one row per person and key, and the messages that carry them out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notices.choices import Channel, DeliveryState, MailWish, NoticeKind

if TYPE_CHECKING:
    from accounts.models import User

# A worker that has not finished with a message after so long is dead.
LEASE = timedelta(minutes=5)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        """A notice is seen by the person it is for, and by nobody else."""
        return self.filter(recipient_id=user.pk) if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def standing(self) -> Self:
        """Those that were not withdrawn since."""
        return self.filter(withdrawn_at=None)

    def unread(self) -> Self:
        return self.standing().filter(read_at=None)

    def mailable(self) -> Self:
        """Unread ones of people in service who have an address."""
        return self.unread().filter(recipient__is_active=True).exclude(recipient__email="")

    def for_own_mail(self) -> Self:
        """Urgent ones that no message carries yet, of people who want mail at all."""
        unwanted = Q(recipient__notice_preference__mail=MailWish.NEVER)
        return self.mailable().filter(urgent=True, deliveries=None).exclude(unwanted)

    def for_digest(self) -> Self:
        """Ones that are not urgent and stand in no digest yet, of people who want a digest."""
        unwanted = Q(recipient__notice_preference__mail__in=[MailWish.NEVER, MailWish.URGENT])
        return self.mailable().filter(urgent=False, digest=None).exclude(unwanted)


class Notice(models.Model):
    """Something that one person is told. ``key`` names the matter; it can be said only once."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name="收件人",
    )
    key = models.CharField("事项键", max_length=120, db_index=True)
    kind = models.CharField("类别", max_length=24, choices=NoticeKind)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    path = models.CharField("链接", max_length=200, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    digest = models.ForeignKey(
        "Delivery",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="enclosed",
        verbose_name="所在汇总",
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"],
                name="notice_once_per_person_and_key",
                violation_error_message="此事项已通知过该同志。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(path="") | Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="notice_path_is_local",
                violation_error_message="链接只能指向本系统的页面。",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_inbox"),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None, withdrawn_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None, withdrawn_at=None, digest=None, urgent=False),
                name="notice_undigested",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def claimable(self, now: datetime) -> Self:
        """What is due and in nobody's hands; a claim older than the lease has lost its worker."""
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        return self.filter(free, state=DeliveryState.WAITING, due_at__lte=now)

    def stranded(self, now: datetime) -> Self:
        """Handed over by a worker that died before it could note how that went."""
        return self.filter(state=DeliveryState.SENDING, claimed_at__lt=now - LEASE)


class Delivery(models.Model):
    """One message to one person through one channel: an urgent notice, or the digest of a day."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="收件人"
    )
    channel = models.CharField("渠道", max_length=16, choices=Channel, default=Channel.EMAIL)
    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, null=True, related_name="deliveries", verbose_name="通知"
    )
    digest_on = models.DateField("汇总日期", null=True)
    state = models.CharField(
        "状态", max_length=16, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    due_at = models.DateTimeField("应发时间", default=timezone.now)
    claim = models.UUIDField("领取标识", null=True)
    claimed_at = models.DateTimeField("领取时间", null=True)
    sent_at = models.DateTimeField("送达时间", null=True)
    error = models.CharField("原因", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=Q(notice__isnull=False),
                name="delivery_once_per_notice",
            ),
            models.UniqueConstraint(
                fields=["recipient", "channel", "digest_on"],
                condition=Q(digest_on__isnull=False),
                name="delivery_one_digest_a_day",
            ),
            models.CheckConstraint(
                condition=Q(notice=None, digest_on__isnull=False)
                | Q(notice__isnull=False, digest_on=None),
                name="delivery_of_a_notice_or_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state=DeliveryState.WAITING.value),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state=DeliveryState.SENDING.value),
                name="delivery_sending",
            ),
        ]

    def __str__(self) -> str:
        what = f"{self.digest_on:%Y-%m-%d} 汇总" if self.digest_on else str(self.notice)
        return f"{what} · {self.get_channel_display()}"


class Preference(models.Model):
    """How one person wants mail; who has no row wants the digest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference"
    )
    mail = models.CharField("邮件", max_length=8, choices=MailWish, default=MailWish.DIGEST)

    class Meta:
        verbose_name = verbose_name_plural = "通知设置"

    def __str__(self) -> str:
        return f"{self.user} · {self.get_mail_display()}"
