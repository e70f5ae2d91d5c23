"""Numbers of regulations, and the holiday table: data, never constants in code."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse

from branches import scope
from branches.choices import Severity, Verification
from branches.models.unit import Unit, UnitScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


SHARE = "比例"  # the measure of a fraction


class ProvisionQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """The national numbers; overrides of units above one's places, and below one's units."""
        if not user.is_authenticated:
            return self.none()
        held = scope.held_by(user)
        return self.filter(
            models.Q(unit=None)
            | models.Q(unit__path__in=held.above_paths)
            | scope.under(held.unit_paths, "unit__path")
        )

    def manageable_by(self, user: User) -> Self:
        """Overrides of units of whose political office the user is; never the national rows."""
        return super().manageable_by(user).exclude(unit=None)

    def in_force(self, day: date) -> Self:
        """National numbers and overrides that hold on ``day``, whatever the unit."""
        return self.filter(
            models.Q(effective_to=None) | models.Q(effective_to__gte=day), effective_from__lte=day
        )


class Provision(models.Model):
    """One number of a regulation; ``unit`` set means an override for that unit and below."""

    code = models.CharField("代码", max_length=48)
    name = models.CharField("规则", max_length=120)
    value = models.DecimalField("值", max_digits=10, decimal_places=4)
    measure = models.CharField("单位", max_length=24)
    regulation = models.CharField("法规", max_length=120)
    article = models.CharField("条款", max_length=32, blank=True)
    severity = models.CharField("力度", max_length=8, choices=Severity)
    verification = models.CharField("核对", max_length=2, choices=Verification)
    effective_from = models.DateField("生效日期")
    effective_to = models.DateField("失效日期", null=True, blank=True)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="provisions",
        verbose_name="适用单位（空为全国）",
    )
    note = models.CharField("说明", max_length=300, blank=True)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则依据"
        ordering = ["regulation", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_from"],
                condition=models.Q(unit=None),
                name="provision_once_per_day",
            ),
            models.UniqueConstraint(
                fields=["code", "unit", "effective_from"],
                condition=models.Q(unit__isnull=False),
                name="provision_override_once_per_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(severity=Severity.HARD.value)
                | models.Q(verification=Verification.VERIFIED.value),
                name="provision_hard_only_when_verified",
                violation_error_message="未核对原文的规则只能提醒，不能设为必须。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.citation}）"

    def get_absolute_url(self) -> str:
        """Its place on the page of all provisions."""
        return f"{reverse('branches:provisions')}#{self.code}"

    @property
    def citation(self) -> str:
        """《中国共产党支部工作条例（试行）》第十一条."""
        return f"{self.regulation}{self.article}"

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of a whole (a half), not a number of something."""
        return self.measure == SHARE

    @property
    def share(self) -> Fraction:
        """The exact fraction that the four stored places stand for: 0.3333 is a third."""
        return Fraction(self.value).limit_denominator(100)

    @property
    def value_label(self) -> str:
        """``1/2``, or ``3 人``."""
        return str(self.share) if self.is_share else f"{self.value.normalize():f} {self.measure}"


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def visible_to(self, user: User) -> Self:
        return self.all() if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> Self:
        """The table is one for all; any political office keeps it."""
        return self.all() if scope.held_by(user).office_paths else self.none()


class Holiday(models.Model):
    """A day that is off though a weekday, or worked though a weekend."""

    day = models.DateField("日期", unique=True)
    is_off = models.BooleanField("放假", default=True)
    name = models.CharField("名称", max_length=32)
    source = models.CharField("来源", max_length=80, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节假日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
