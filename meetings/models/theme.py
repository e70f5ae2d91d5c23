"""The month's theme that the office publishes and branches adopt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from branches import scope
from branches.models import Unit, UnitScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ThemeQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Themes of the user's units, of those below, and of those above the user's place."""
        held = scope.held_by(user)
        above = models.Q(unit__path__in=held.above_paths)
        return self.filter(above | scope.under(held.unit_paths, "unit__path"))

    def published(self) -> Self:
        return self.exclude(published_at=None)


class Theme(models.Model):
    """A month's theme, with what to study, for a unit and all below it."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="themes", verbose_name="发布单位"
    )
    month = models.CharField("月份", max_length=7, help_text="2026-09")
    title = models.CharField("主题", max_length=120)
    material = models.TextField("学习内容", blank=True)
    agenda = models.TextField("议程建议", blank=True, help_text="每行一项")
    published_at = models.DateTimeField("发布时间", null=True, blank=True, default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月度主题"
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "title"], name="theme_once"),
        ]

    def __str__(self) -> str:
        return self.title
