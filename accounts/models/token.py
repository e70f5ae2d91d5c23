"""Keys with which programs ask in a person's name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models.user import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def live(self, today: date) -> Self:
        """Neither revoked nor run out; the last day is one of use."""
        return self.filter(revoked_at=None, expires_on__gte=today)


class ApiToken(models.Model):
    """A program acts as the person, with the person's rights of the moment and never more.

    Only a keyed digest is kept: the secret is shown once, when it is made.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        verbose_name="账号",
    )
    name = models.CharField("用途", max_length=64)
    digest = models.CharField("密钥摘要", max_length=64, unique=True, editable=False)
    expires_on = models.DateField("有效期至")
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects: ClassVar[Any] = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at=None),
                name="api_token_name_once",
                violation_error_message="已有同名的令牌，请换个名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, today: date) -> bool:
        return self.revoked_at is None and today <= self.expires_on
