"""The administrative tree: corps, detachment, brigade, station, office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Length, Substr
from django.urls import reverse
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from branches import scope
from branches.choices import UnitKind
from branches.paths import STEP

if TYPE_CHECKING:
    from accounts.models import User


class UnitQuerySet(MP_NodeQuerySet):
    def visible_to(self, user: User) -> Self:
        """Units under those where the user acts for the unit, and those of the user's branches."""
        held = scope.held_by(user)
        return self.filter(scope.under(held.unit_paths) | models.Q(pk__in=held.home_unit_ids))

    def manageable_by(self, user: User) -> Self:
        """Units under those of whose political office the user is."""
        return self.filter(scope.under(scope.held_by(user).office_paths))

    def under(self, unit: Unit) -> Self:
        """``unit`` and all below it."""
        return self.filter(path__startswith=unit.path)

    def just_below(self, unit: Unit) -> Self:
        """One level below ``unit``."""
        return self.under(unit).filter(depth=unit.depth + 1)

    def with_parent(self) -> Self:
        """With ``parent``, the code of the unit above. No query of its own."""
        path = models.OuterRef("path")
        shorter = Substr(path, 1, Length(path) - STEP)
        return self.annotate(
            parent=models.Subquery(Unit.objects.filter(path=shorter).order_by().values("code")[:1])
        )

    def open_on(self, day: Any) -> Self:
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gte=day))


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> UnitQuerySet:
        """Depth first. (treebeard's manager would answer with its own queryset class.)"""
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(MP_Node):
    """A node of the administrative tree. Closed, never deleted."""

    steplen = STEP  # as treebeard calls it

    code = models.CharField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=64)
    short_name = models.CharField("简称", max_length=32, blank=True)
    kind = models.CharField("类型", max_length=16, choices=UnitKind)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    node_order_by: list[str] = []
    objects = UnitManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=UnitKind.values), name="unit_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("branches:unit", args=[self.code])


class UnitScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a unit: who acts for the unit or one above sees them."""

    unit_lookup = "unit"

    def visible_to(self, user: User) -> Self:
        return self.filter(scope.under(scope.held_by(user).unit_paths, f"{self.unit_lookup}__path"))

    def manageable_by(self, user: User) -> Self:
        return self.filter(
            scope.under(scope.held_by(user).office_paths, f"{self.unit_lookup}__path")
        )
