"""The office's own words in a document, kept for the next time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.models import Unit
from reports.choices import ReportKind
from reports.models.report import ActedForQuerySet


class Paragraph(models.Model):
    """One section of one kind of document at one unit."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="paragraphs", verbose_name="单位"
    )
    kind = models.CharField("文种", max_length=16, choices=ReportKind)
    section = models.SlugField("部分", max_length=24)
    text = models.TextField("文字", blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="修改人",
    )
    edited_at = models.DateTimeField("修改时间", default=timezone.now)

    objects = ActedForQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报表文字"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "section"], name="paragraph_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="paragraph_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"
