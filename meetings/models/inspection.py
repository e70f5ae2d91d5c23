"""Looking through records by sample: an inspection, and the branches that it covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.models import Branch, Unit
from branches.periods import Period
from meetings.choices import InspectionState, MeetingKind, NoticePart

if TYPE_CHECKING:
    from accounts.models import User

PUBLIC = (InspectionState.PUBLISHED, InspectionState.WITHDRAWN)


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: User) -> Self:
        """One's own unit's and those below, in whatever state; from above, what was published."""
        held = scope.held_by(user)
        return self.filter(_inspects(user) | Q(unit__path__in=held.above_paths, state__in=PUBLIC))

    def manageable_by(self, user: User) -> Self:
        """Whoever acts for the inspected unit or one above draws, marks and publishes."""
        return self.filter(_inspects(user))

    def open(self) -> Self:
        return self.filter(state=InspectionState.OPEN)

    def with_progress(self) -> Self:
        """With ``drawn`` and ``marked``, how many records; a subquery each."""
        rows = apps.get_model("meetings", "InspectedRecord").objects
        of_each = rows.filter(inspection=models.OuterRef("pk")).order_by().values("inspection")
        numbers = of_each.annotate(n=Count("pk")).values("n")
        done = of_each.exclude(grade="").annotate(n=Count("pk")).values("n")
        return self.annotate(drawn=models.Subquery(numbers), marked=models.Subquery(done))


def _inspects(user: User, lookup: str = "unit__path") -> Q:
    return scope.under(scope.held_by(user).unit_paths, lookup)


class Inspection(models.Model):
    """Records of a unit and all below it, of a period, drawn by lot and marked.

    The seed is kept: the same records drawn again give the same sample.
    """

    token = models.UUIDField("提交标识", unique=True, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="inspections", verbose_name="调阅范围"
    )
    name = models.CharField("名称", max_length=80)
    period = models.CharField("时段", max_length=7, help_text="2026-09 或 2026Q3")
    kinds: models.JSONField[Any] = models.JSONField("会议类型", default=list, blank=True)
    per_branch = models.PositiveSmallIntegerField("每个支部抽几份")
    seed = models.CharField("抽样种子", max_length=16, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=InspectionState, default=InspectionState.OPEN
    )
    paragraphs: models.JSONField[Any] = models.JSONField("通报文字", default=dict, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="发起人"
    )
    started_at = models.DateTimeField("发起时间", default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发布人",
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    TOLD: ClassVar = {"kinds": dict(MeetingKind.choices), "paragraphs": dict(NoticePart.choices)}

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录调阅"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InspectionState.values), name="inspection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=InspectionState.OPEN.value, published_at=None)
                | (~Q(state=InspectionState.OPEN.value) & Q(published_at__isnull=False)),
                name="inspection_published_with_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(per_branch__range=(1, 10)),
                name="inspection_sample_possible",
                violation_error_message="每个支部抽 1 到 10 份。",
            ),
        ]
        indexes = [models.Index(fields=["published_at"], name="inspection_published")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:inspection", args=[self.pk])

    @property
    def span(self) -> Period:
        """The period as a value."""
        return Period.parse(self.period)

    @property
    def is_open(self) -> bool:
        """Whether records may still be marked."""
        return self.state == InspectionState.OPEN

    @property
    def stands(self) -> bool:
        """Whether the notice is out and was not taken back."""
        return self.state == InspectionState.PUBLISHED

    @property
    def kinds_label(self) -> str:
        """Which kinds of meetings were looked at."""
        labels = [kind.label for kind in MeetingKind if kind in self.kinds]
        return "、".join(labels) or "全部类型"


class InspectedBranchQuerySet(models.QuerySet["InspectedBranch"]):
    def visible_to(self, user: User) -> Self:
        """Of inspections that one sees, the branches that one sees."""
        return self.filter(
            inspection__in=Inspection.objects.visible_to(user),
            branch__in=Branch.objects.visible_to(user),
        )

    def manageable_by(self, user: User) -> Self:
        return self.filter(_inspects(user, "inspection__unit__path"))


class InspectedBranch(models.Model):
    """A branch that the inspection covered, and how many records it had. Written once."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="branches")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="inspected", verbose_name="党支部"
    )
    held = models.PositiveIntegerField("时段内的记录")

    objects = InspectedBranchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调阅的支部"
        ordering = ["branch__unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "branch"], name="inspected_branch_once"),
        ]

    def __str__(self) -> str:
        return str(self.branch)
