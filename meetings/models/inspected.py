"""A record that was drawn, with its marks; what was found in it; what the branch answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.choices import Role
from branches.models import Branch
from meetings.choices import Criterion, Grade, InspectionState
from meetings.models.inspection import PUBLIC, Inspection
from meetings.models.meeting import Meeting

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


def _told(user: User, lookup: str) -> Q:
    """Of whom one may read what was found: branches that one leads or supervises, or above which
    one stands. The branch at large reads the notice only."""
    held = scope.held_by(user)
    supervised = {post.branch_id for post in held.appointments if post.role == Role.SUPERVISOR}
    within = scope.under(held.unit_paths, f"{lookup}__unit__path")
    return within | Q(**{f"{lookup}__in": held.committee_ids | supervised})


class InspectedRecordQuerySet(models.QuerySet["InspectedRecord"]):
    def visible_to(self, user: User) -> Self:
        """To inspectors from the draw on; to the branch's leaders once it is published."""
        inspects = Q(inspection__in=Inspection.objects.manageable_by(user))
        return self.filter(inspects | (Q(inspection__state__in=PUBLIC) & _told(user, "branch")))

    def manageable_by(self, user: User) -> Self:
        """Inspectors mark, while the inspection is open."""
        return self.filter(inspection__in=Inspection.objects.manageable_by(user))

    def published(self, until: datetime | None = None) -> Self:
        """Of notices that stand, as of a moment."""
        rows = self.filter(inspection__state=InspectionState.PUBLISHED)
        return rows.filter(inspection__published_at__lte=until) if until else rows

    def unmarked(self) -> Self:
        return self.filter(grade="")

    def in_order(self) -> Self:
        """As the queue goes, which is as they were drawn: branch by branch, by day."""
        return self.order_by("pk")


class InspectedRecord(models.Model):
    """A record that the lot fell on. Without a grade it has not been looked at."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="records")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="inspected", verbose_name="会议"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="inspected_records", verbose_name="党支部"
    )
    grade = models.CharField("总评", max_length=12, choices=Grade, blank=True)
    marks: models.JSONField[Any] = models.JSONField("分项", default=dict, blank=True)
    remark = models.CharField("评语", max_length=300, blank=True)
    practice = models.CharField("好的做法", max_length=120, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="检查人",
    )
    marked_at = models.DateTimeField("评定时间", null=True, blank=True)

    TOLD: ClassVar = {"marks": dict([*Criterion.choices, *Grade.choices])}

    objects = InspectedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调阅的记录"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "meeting"], name="inspected_record_once"),
            models.CheckConstraint(
                condition=Q(grade__in=["", *Grade.values]), name="inspected_record_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(grade="") | Q(marked_by__isnull=False, marked_at__isnull=False),
                name="inspected_record_marked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        return reverse("meetings:inspected_record", args=[self.pk])

    @property
    def marks_said(self) -> list[tuple[str, str]]:
        """Criterion and grade in words, those that were given."""
        return [
            (criterion.label, Grade(self.marks[criterion]).label)
            for criterion in Criterion
            if self.marks.get(criterion) in Grade.values
        ]


class InspectionFindingQuerySet(models.QuerySet["InspectionFinding"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(record__in=InspectedRecord.objects.visible_to(user))

    def manageable_by(self, user: User) -> Self:
        """The branch's committee answers what was published, while the notice stands."""
        return self.filter(
            record__branch__in=Branch.objects.manageable_by(user),
            record__inspection__state__in=PUBLIC,
        )

    def published(self) -> Self:
        """Of notices that stand."""
        return self.filter(record__inspection__state=InspectionState.PUBLISHED)

    def unanswered(self) -> Self:
        return self.filter(answered_at=None)


class InspectionFinding(models.Model):
    """One thing that was found wanting, and what the branch did about it.

    ``key`` names the suggestion that the inspector confirmed; empty for his own words.
    """

    record = models.ForeignKey(InspectedRecord, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField("方面", max_length=12, choices=Criterion)
    text = models.CharField("问题", max_length=200)
    key = models.CharField(max_length=40, blank=True, editable=False)
    answer = models.CharField("整改情况", max_length=300, blank=True)
    mended_on = models.DateField("整改日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = InspectionFindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调阅发现的问题"
        ordering = ["record", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion__in=Criterion.values), name="inspection_finding_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None)
                | (~Q(answer="") & Q(mended_on__isnull=False, answered_by__isnull=False)),
                name="inspection_finding_answered_in_words",
                violation_error_message="请写明整改情况和日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_planned(self) -> bool:
        """Answered by a day that lay ahead: what is to be done by then, not what has been."""
        if self.answered_at is None or self.mended_on is None:
            return False
        return self.mended_on > timezone.localdate(self.answered_at)


class InspectionCorrectionQuerySet(models.QuerySet["InspectionCorrection"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(inspection__in=Inspection.objects.visible_to(user))

    def manageable_by(self, user: User) -> Self:
        return self.filter(inspection__in=Inspection.objects.manageable_by(user))


class InspectionCorrection(models.Model):
    """A notice once published is put right, or taken back, by a further notice only."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="corrections")
    text = models.CharField("更正内容", max_length=500)
    withdraws = models.BooleanField("撤回原通报", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    objects = InspectionCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正通报"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "text"],
                name="inspection_correction_once",
                violation_error_message="这条更正已经发布过。",
            ),
        ]

    def __str__(self) -> str:
        return self.text
