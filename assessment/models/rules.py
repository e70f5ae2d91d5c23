"""Versioned rule sets that the office edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from assessment.choices import Basis, RuleSetState
from branches import scope
from branches.models import Unit, UnitScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class RuleSetQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Everyone reads the rules that they are measured by: nation-wide, or of a unit above."""
        held = scope.held_by(user)
        places = [*held.unit_paths, *held.home_paths]
        above = Q(unit__path__in={p[:i] for p in places for i in range(4, len(p) + 1, 4)})
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(unit=None) | above | scope.under(held.unit_paths, "unit__path"))


class RuleSet(models.Model):
    """One version of the points rules; ``unit`` empty means: shipped with the product, for all."""

    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rule_sets",
        verbose_name="适用单位（空为全部）",
    )
    name = models.CharField("名称", max_length=64)
    version = models.PositiveIntegerField("版本")
    state = models.CharField(
        "状态", max_length=12, choices=RuleSetState, default=RuleSetState.DRAFT
    )
    effective_from = models.CharField("施行季度", max_length=6, help_text="2026Q3")
    base = models.DecimalField("基础分", max_digits=5, decimal_places=1)
    bonus_cap = models.DecimalField("加分上限", max_digits=5, decimal_places=1)
    floor = models.DecimalField("最低分", max_digits=5, decimal_places=1, default=0)
    publish_days = models.PositiveSmallIntegerField("公示天数（工作日）", default=3)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分规则"
        ordering = ["-effective_from", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="rule_set_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.version}版"


class Rule(models.Model):
    """One line of a rule set."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    code = models.CharField("代码", max_length=16)
    name = models.CharField("事项", max_length=120)
    group = models.CharField("类别", max_length=32)
    basis = models.CharField("依据来源", max_length=24, choices=Basis)
    points = models.DecimalField("分值", max_digits=5, decimal_places=1)
    points_to = models.DecimalField(
        "分值上限（按档）", max_digits=5, decimal_places=1, null=True, blank=True
    )
    cap = models.DecimalField("每季封顶", max_digits=5, decimal_places=1, null=True, blank=True)
    kinds = models.CharField("会议类型", max_length=200, blank=True, help_text="以空格分隔的代码")
    source = models.CharField("出处", max_length=200, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分项"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="rule_code_once"),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gt=0),
                name="rule_cap_positive",
                violation_error_message="封顶分须大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Band(models.Model):
    """A grade of the quarter's total."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="bands")
    name = models.CharField("等次", max_length=16)
    at_least = models.DecimalField("不低于", max_digits=5, decimal_places=1)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "等次"
        ordering = ["-at_least"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "at_least"], name="band_threshold_once"),
        ]

    def __str__(self) -> str:
        return self.name
