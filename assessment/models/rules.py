"""Versioned rule sets that the office edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessment.choices import AUTOMATIC, Basis, RuleSetState
from branches import scope
from branches.models import Unit, UnitScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class RuleSetQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Everyone reads the rules that they are measured by: nation-wide, or of a unit above."""
        held = scope.held_by(user)
        above = Q(unit__path__in=held.above_paths)
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(unit=None) | above | scope.under(held.unit_paths, "unit__path"))

    def in_force(self, quarter: str) -> Self:
        """Those that may govern ``quarter``; the nearest unit's newest is the one that does."""
        return self.filter(state=RuleSetState.IN_FORCE, effective_from__lte=quarter)

    def readable_by(self, user: User) -> Self:
        """Drafts only to the office that writes them; what was ever in force, to everyone."""
        own = scope.under(scope.held_by(user).office_paths, "unit__path")
        return self.filter(~Q(state=RuleSetState.DRAFT) | own)

    def with_rules(self) -> Self:
        return self.select_related("unit").prefetch_related("rules", "bands")


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
    enacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准施行",
    )
    enacted_at = models.DateTimeField("批准时间", null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分规则"
        ordering = ["-effective_from", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "version"],
                condition=Q(unit__isnull=False),
                name="rule_set_version_once",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(unit=None), name="rule_set_shipped_version_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "effective_from"],
                condition=Q(state=RuleSetState.IN_FORCE.value, unit__isnull=False),
                name="rule_set_one_in_force",
                violation_error_message="该季度起已有一版规则施行。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RuleSetState.values), name="rule_set_state_known"
            ),
            models.CheckConstraint(
                condition=Q(bonus_cap__gte=0, floor__gte=0, base__gte=F("floor")),
                name="rule_set_numbers_in_order",
                violation_error_message="基础分不能低于最低分，加分上限不能为负。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.version}版"

    @property
    def is_shipped(self) -> bool:
        """Came with the product: a proposal of ours, not a regulation."""
        return self.unit_id is None


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
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="rule_basis_known"),
            models.CheckConstraint(
                condition=~Q(points=0),
                name="rule_worth_something",
                violation_error_message="分值不能为 0。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_automatic(self) -> bool:
        """Counted from records; nobody can claim it."""
        return self.basis in AUTOMATIC

    @property
    def is_veto(self) -> bool:
        return self.basis == Basis.VETO


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
