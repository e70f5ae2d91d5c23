"""Who is logged in where: sessions in the database, so that ending one takes effect at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from accounts.sessions import SessionStore
from accounts.ui.words import device

if TYPE_CHECKING:
    from accounts.models.user import User


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """One's own."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def live(self, now: datetime) -> Self:
        """Those that have not run out, the one last used first."""
        return self.filter(expire_date__gt=now).order_by("-expire_date")


class Session(AbstractBaseSession):
    """One login on one device."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="账号",
    )
    started_at = models.DateTimeField("登录时间", default=timezone.now)
    address = models.GenericIPAddressField("地址", null=True)
    device = models.CharField("设备", max_length=200, blank=True)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = verbose_name_plural = "登录"
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore

    @property
    def handle(self) -> str:
        """Names the session on a page; the key itself is a secret."""
        return sha256(self.session_key.encode()).hexdigest()[:16]

    @property
    def seen_at(self) -> datetime:
        """When it was last used, to the minute."""
        return self.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE)

    @property
    def device_label(self) -> str:
        """``Chrome · Windows``, as far as the browser said so."""
        return device(self.device)
