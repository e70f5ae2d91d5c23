"""What someone is writing, saved as it goes, however incomplete."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from branches.models import Branch, BranchScopedQuerySet
from meetings.models.meeting import Meeting
from meetings.models.theme import Theme


class Draft(models.Model):
    """The form as it stands; ``token`` becomes the meeting's, so handing in twice makes one."""

    token = models.UUIDField("标识", unique=True)
    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, related_name="drafts", verbose_name="党支部"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name="采纳的主题",
    )
    content = models.JSONField("内容", default=dict)
    version = models.PositiveIntegerField("版本", default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="保存人"
    )
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    objects = BranchScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "theme"],
                condition=models.Q(theme__isnull=False),
                name="draft_theme_adopted_once",
            ),
        ]

    def __str__(self) -> str:
        return self.typed("title") or "未命名草稿"

    @property
    def planned_day(self) -> date | None:
        """The day as it was typed, if it is one."""
        try:
            return parse_date(self.typed("day"))
        except ValueError:
            return None

    def typed(self, name: str) -> str:
        """What stands in a field, or nothing."""
        texts = self.content.get(name) or [""]
        return texts if isinstance(texts, str) else str(texts[-1])

    def get_absolute_url(self) -> str:
        return reverse("meetings:draft", args=[self.token])
