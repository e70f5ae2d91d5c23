"""When a gathering was held: once, or twice by shifts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from meetings.models.meeting import Meeting


class Sitting(models.Model):
    """One of the one or two times at which the same meeting was held, by shifts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings")
    number = models.PositiveSmallIntegerField("场次", default=1)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    place = models.CharField("地点", max_length=64, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "场次"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="sitting_number_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="sitting_ends_after_start",
                violation_error_message="结束时间要晚于开始时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}场"
