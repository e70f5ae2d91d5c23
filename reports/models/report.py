"""A compiled document: asked for, counted, written, kept with its figures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.models import Unit
from branches.models.unit import UnitScopedQuerySet
from branches.periods import Period
from reports.choices import ReportKind, ReportState

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

WORKING = (ReportState.QUEUED, ReportState.RUNNING)
SILENT_AFTER = timedelta(minutes=2)  # a worker that has said nothing for so long is taken for dead


class ActedForQuerySet(UnitScopedQuerySet):
    def manageable_by(self, user: User) -> Self:
        """Whoever acts for the unit compiles for it, the brigade as well as the office."""
        return self.filter(scope.under(scope.held_by(user).unit_paths, "unit__path"))


class ReportQuerySet(ActedForQuerySet):
    def light(self) -> Self:
        """For lists: without the figures."""
        return self.defer("figures", "texts")

    def left_behind(self, now: datetime) -> Self:
        """Those that a worker should be at, and none has said anything for a while."""
        return self.filter(state__in=WORKING, touched_at__lt=now - SILENT_AFTER)


class Report(models.Model):
    """One compiled document. The same kind, unit, period and as-of time is the same report: its
    figures are counted once and kept, whatever changes on record afterwards.

    ``attempt`` counts who took it up; whoever finds another number than his own has been replaced
    and stops.
    """

    kind = models.CharField("文种", max_length=16, choices=ReportKind)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="reports", verbose_name="单位"
    )
    period = models.CharField("时间段", max_length=7)
    as_of = models.DateTimeField("截至")
    token = models.UUIDField("提交标识", unique=True, default=uuid4, editable=False)
    state = models.CharField("状态", max_length=12, choices=ReportState, default=ReportState.QUEUED)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    step = models.CharField("正在", max_length=40, blank=True)
    attempt = models.PositiveSmallIntegerField("次数", default=0)
    touched_at = models.DateTimeField("处理时间", default=timezone.now)
    refusal = models.CharField("原因", max_length=200, blank=True)
    figures = models.TextField("数字", blank=True)
    digest = models.CharField("数字的校验值", max_length=64, blank=True)
    texts = models.JSONField("编入的文字", default=dict, blank=True)
    document = models.FileField("Word", upload_to="reports/%Y/%m/", blank=True)
    workbook = models.FileField("Excel", upload_to="reports/%Y/%m/", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="编制人",
    )
    created_at = models.DateTimeField("编制时间", default=timezone.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报表"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "period", "as_of"], name="report_once_as_of"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DONE.value)
                | (~Q(figures="") & ~Q(document="") & ~Q(workbook="")),
                name="report_done_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=[state.value for state in WORKING]),
                name="report_working",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name}{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def name(self) -> str:
        """``月度通报（2026年10月）``."""
        return f"{self.get_kind_display()}（{self.covers.label}）"

    @property
    def covers(self) -> Period:
        return Period.parse(self.period)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_done(self) -> bool:
        return self.state == ReportState.DONE

    def is_silent(self, now: datetime) -> bool:
        """Whether no worker has said anything for so long that somebody should look."""
        return self.is_working and self.touched_at < now - SILENT_AFTER
