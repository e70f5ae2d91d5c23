"""What looks odd about a record: shown to its author first, kept for who reviews it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from branches.models import Branch, BranchScopedQuerySet
from meetings.choices import ENTERED, OddityKind
from meetings.models.meeting import Meeting

if TYPE_CHECKING:
    from accounts.models import User


class OddityQuerySet(BranchScopedQuerySet):
    branch_lookup = "meeting__branch"

    def visible_to(self, user: User) -> Self:
        """Those who write or review the record; not the branch at large."""
        return self._in(Branch.objects.overseen_by(user))

    def manageable_by(self, user: User) -> Self:
        """Those who review the record say whether an oddity is explained."""
        return self._in(Branch.objects.reviewable_by(user))

    def unexplained(self) -> Self:
        """Still to be looked at, of records that were handed in."""
        return self.filter(explained_at=None, meeting__state__in=ENTERED)


class Oddity(models.Model):
    """One thing to look at. ``key`` names the matter, so that it is found once per record."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="oddities")
    kind = models.CharField("疑点", max_length=16, choices=OddityKind)
    key = models.CharField(max_length=60)
    sentence = models.CharField("说明", max_length=200)
    other = models.ForeignKey(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="另一记录",
    )
    found_at = models.DateTimeField("发现时间", default=timezone.now)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
    )
    explained_at = models.DateTimeField("核实时间", null=True, blank=True)
    explanation = models.CharField("核实情况", max_length=200, blank=True)

    objects = OddityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑点"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="oddity_once"),
            models.CheckConstraint(
                condition=Q(kind__in=OddityKind.values), name="oddity_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(explained_at=None) | ~Q(explanation=""),
                name="oddity_explained_in_words",
                violation_error_message="请写明核实的情况。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["meeting"], condition=Q(explained_at=None), name="oddity_unexplained"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
