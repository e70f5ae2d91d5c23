"""Development of members (发展党员): cases with their steps and materials, and yearly quota.

The five stages, 25 steps and the materials are shipped data (``data/development.toml``); here are
only the dates of what was done.
"""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from branches.models import Unit
from branches.models.unit import UnitScopedQuerySet
from members.choices import CaseState, DevelopmentStage, QuotaSource
from members.models.member import Member
from members.models.registers import PersonalQuerySet


class DevelopmentCaseQuerySet(PersonalQuerySet):
    def open(self) -> Self:
        return self.filter(state=CaseState.OPEN)

    def accepted_in(self, year: int) -> Self:
        """Cases whose branch meeting accepted a probationary member in the year (counts against
        the quota)."""
        votes = DevelopmentStep.objects.filter(code=ACCEPTING_STEP, done_on__year=year)
        return self.filter(pk__in=votes.values("case_id"))


ACCEPTING_STEP = "branch_vote"  # 支部大会讨论通过：预备期从这一天起算


class DevelopmentCase(models.Model):
    """One person on the way into the Party. One open case each."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="development_cases", verbose_name="人员"
    )
    stage = models.CharField(
        "阶段", max_length=16, choices=DevelopmentStage, default=DevelopmentStage.APPLY
    )
    state = models.CharField("状态", max_length=16, choices=CaseState, default=CaseState.OPEN)
    opened_on = models.DateField("申请日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    reason = models.CharField("终止原因", max_length=120, blank=True)

    objects = DevelopmentCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发展党员"
        ordering = ["member__name_pinyin", "member_id", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state=CaseState.OPEN.value),
                name="developmentcase_one_open",
                violation_error_message="该同志已经在发展党员台账里。",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=DevelopmentStage.values), name="developmentcase_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN.value, closed_on=None)
                | (
                    Q(state__in=[CaseState.CONFIRMED.value, CaseState.ENDED.value])
                    & Q(closed_on__gte=F("opened_on"))
                ),
                name="developmentcase_closed_with_its_day",
                violation_error_message="办结日期不能早于申请日期。",
            ),
        ]
        indexes = [models.Index(fields=["state", "stage"], name="developmentcase_standing")]

    def __str__(self) -> str:
        return f"{self.member}的发展档案"

    def get_absolute_url(self) -> str:
        return reverse("members:case", args=[self.pk])


class DevelopmentStep(models.Model):
    """A step of the 25 that was done, and when. ``code`` as in data/development.toml."""

    case = models.ForeignKey(
        DevelopmentCase, on_delete=models.CASCADE, related_name="steps", verbose_name="发展档案"
    )
    code = models.SlugField("步骤", max_length=32)
    done_on = models.DateField("办理日期")
    note = models.CharField("说明", max_length=120, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "发展步骤"
        ordering = ["done_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="developmentstep_once"),
        ]
        indexes = [models.Index(fields=["code", "done_on"], name="developmentstep_done")]

    def __str__(self) -> str:
        return self.code


class DevelopmentMaterial(models.Model):
    """A paper of the checklist that is in the file. ``code`` as in data/development.toml."""

    case = models.ForeignKey(
        DevelopmentCase, on_delete=models.CASCADE, related_name="materials", verbose_name="发展档案"
    )
    code = models.SlugField("材料", max_length=32)
    received_on = models.DateField("归档日期")

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "发展材料"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="developmentmaterial_once"),
        ]

    def __str__(self) -> str:
        return self.code


class DevelopmentQuota(models.Model):
    """How many a unit may accept in a year, by the channel that gave the number."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="development_quotas", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    source = models.CharField(
        "来源", max_length=8, choices=QuotaSource, default=QuotaSource.SUPERIOR
    )
    number = models.PositiveSmallIntegerField("指标数")
    document_number = models.CharField("文号", max_length=64, blank=True)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发展指标"
        ordering = ["-year", "unit__path", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "source"],
                name="developmentquota_once",
                violation_error_message="这个单位本年度的指标已经登记，请直接修改。",
            ),
            models.CheckConstraint(
                condition=Q(source__in=QuotaSource.values), name="developmentquota_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年 {self.number}名"
