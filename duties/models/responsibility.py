"""Responsibility lists (责任清单): what posts owe in a year; items make duties, once per period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from branches import scope
from branches.models import Unit
from branches.models.unit import UnitScopedQuerySet
from branches.paths import upwards
from duties.choices import Every, ListFor

if TYPE_CHECKING:
    from accounts.models import User


class ResponsibilityListQuerySet(UnitScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Lists of units above and below one's places; drafts only for the office that writes."""
        if not user.is_authenticated:
            return self.none()
        held = scope.held_by(user)
        places = [*held.unit_paths, *held.home_paths]
        above = {path for place in places for path in upwards(place)}
        seen = Q(unit__path__in=above) | scope.under(held.unit_paths, "unit__path")
        drafts = scope.under(held.office_paths, "unit__path")
        return self.filter(Q(issued_on__isnull=False) & seen | drafts)

    def issued(self) -> Self:
        return self.exclude(issued_on=None)


class ResponsibilityList(models.Model):
    """What secretaries, committees or members under a unit owe in a year."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="responsibility_lists", verbose_name="制定单位"
    )
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    whose = models.CharField("责任人", max_length=16, choices=ListFor)
    title = models.CharField("名称", max_length=80)
    issued_on = models.DateField("下发日期", null=True, blank=True)

    objects = ResponsibilityListQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任清单"
        ordering = ["-year", "unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "whose"],
                name="responsibilitylist_once",
                violation_error_message="本年度已经有这份责任清单。",
            ),
            models.CheckConstraint(
                condition=Q(whose__in=ListFor.values), name="responsibilitylist_whose_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("duties:list_page", args=[self.pk])


class ResponsibilityItem(models.Model):
    """One item: what, how often or until when, and what shows that it was done."""

    list = models.ForeignKey(
        ResponsibilityList, on_delete=models.CASCADE, related_name="items", verbose_name="责任清单"
    )
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("责任事项", max_length=200)
    every = models.CharField("频次", max_length=8, choices=Every, default=Every.QUARTER)
    due_on = models.DateField("完成时限（一次性的）", null=True, blank=True)
    evidence = models.CharField("佐证", max_length=120, blank=True)
    retired_on = models.DateField("停止日期", null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任事项"
        ordering = ["list", "number"]
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="responsibilityitem_once"),
            models.CheckConstraint(
                condition=Q(every=Every.ONCE.value, due_on__isnull=False)
                | (~Q(every=Every.ONCE.value) & Q(due_on=None)),
                name="responsibilityitem_dated_when_once",
                violation_error_message="一次性的事项要填完成时限，按频次的不填。",
            ),
        ]

    def __str__(self) -> str:
        return self.text
