"""Party organisations: hung on one unit, covering one or more units over dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from branches import scope
from branches.calendar import DayRule
from branches.choices import BranchKind, ThemeDayRule, UnitKind
from branches.dated import Dated, DatedQuerySet
from branches.models.unit import Unit
from branches.paths import above, upwards

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class BranchQuerySet(models.QuerySet["Branch"]):
    def visible_to(self, user: User) -> Self:
        """Branches one belongs to in any role, and those hung under units one acts for."""
        held = scope.held_by(user)
        return self._reached(held.apart_ids, held.unit_paths)

    def overseen_by(self, user: User) -> Self:
        """Branches whose people's records one may read: led by one, or under one's unit."""
        held = scope.held_by(user)
        return self._reached(held.committee_ids, held.unit_paths)

    def manageable_by(self, user: User) -> Self:
        """Branches one writes for: the own committee's. Brigade and office read and review only."""
        return self.filter(pk__in=scope.held_by(user).committee_ids)

    def reviewable_by(self, user: User) -> Self:
        """Branches whose records one may accept or return: under the user's unit."""
        return self.filter(scope.under(scope.held_by(user).unit_paths, "unit__path"))

    def arrangeable_by(self, user: User) -> Self:
        """Branches one may found, rename, dissolve and appoint for: the political office's."""
        return self.filter(scope.under(scope.held_by(user).office_paths, "unit__path"))

    def under(self, unit: Unit) -> Self:
        """Branches hung on ``unit`` or below it."""
        return self.filter(unit__path__startswith=unit.path)

    def beside(self, branch: Branch) -> Self:
        """The other branches that meet as such, of the same brigade; of the same unit above where
        there is no brigade. One query more."""
        unit = branch.unit
        others = self.holding_meetings().exclude(pk=branch.pk)
        brigade = Unit.objects.filter(path__in=upwards(unit.path), kind=UnitKind.BRIGADE)
        nearest = brigade.order_by("-depth").first()
        if nearest:
            return others.under(nearest)
        around = above(unit.path)
        if not around:
            return others.none()
        return others.filter(unit__path__startswith=around, unit__depth=unit.depth)

    def existing_on(self, day: date) -> Self:
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gte=day), founded_on__lte=day)

    def existing_within(self, first: date, last: date) -> Self:
        """Those that exist on any day from ``first`` to ``last``."""
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gte=first), founded_on__lte=last)

    def holding_meetings(self) -> Self:
        """Those that owe the meetings of a branch: all but committees and general branches."""
        return self.exclude(kind__in=[BranchKind.COMMITTEE, BranchKind.GENERAL])

    def _reached(self, branch_ids: frozenset[int], unit_paths: tuple[str, ...]) -> Self:
        condition = scope.under(unit_paths, "unit__path")
        return self.filter(condition | Q(pk__in=branch_ids) if branch_ids else condition)


class Branch(models.Model):
    """A Party organisation of any kind. Dissolved, never deleted."""

    code = models.CharField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=64)
    kind = models.CharField("类型", max_length=16, choices=BranchKind, default=BranchKind.BRANCH)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="branches", verbose_name="所在单位"
    )
    superior = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name="上级党组织",
    )
    founded_on = models.DateField("成立日期")
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    purpose = models.CharField("任务（临时党支部）", max_length=120, blank=True)
    theme_day_rule = models.CharField(
        "主题党日", max_length=16, choices=ThemeDayRule, default=ThemeDayRule.FIXED_DAY
    )
    theme_day_number = models.PositiveSmallIntegerField("几日／第几个", default=15)
    theme_day_weekday = models.PositiveSmallIntegerField("周几（0 为周一）", default=4)
    usual_place = models.CharField("常用地点", max_length=64, blank=True)

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党组织"
        ordering = ["unit__path", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BranchKind.values), name="branch_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("founded_on")),
                name="branch_dates_in_order",
                violation_error_message="撤销日期不能早于成立日期。",
            ),
            models.CheckConstraint(
                condition=Q(theme_day_number__range=(1, 31)) & Q(theme_day_weekday__range=(0, 6)),
                name="branch_theme_day_possible",
                violation_error_message="主题党日的日期不存在。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:branch", args=[self.code])

    @property
    def theme_day(self) -> DayRule:
        """Which day of each month is its theme day; `plan_theme_day` moves it off holidays."""
        rule = ThemeDayRule(self.theme_day_rule)
        return DayRule(rule, self.theme_day_number, self.theme_day_weekday)

    @property
    def owes_theme_days(self) -> bool:
        """Whether it is one of those that hold a theme day each month."""
        return self.kind in (BranchKind.BRANCH, BranchKind.JOINT)

    def exists_on(self, day: date) -> bool:
        return self.founded_on <= day and (self.dissolved_on is None or day <= self.dissolved_on)


class BranchScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a branch: whoever sees the branch sees them."""

    branch_lookup = "branch"

    def visible_to(self, user: User) -> Self:
        return self._in(Branch.objects.visible_to(user))

    def manageable_by(self, user: User) -> Self:
        return self._in(Branch.objects.manageable_by(user))

    def _in(self, branches: BranchQuerySet) -> Self:
        return self.filter(**{f"{self.branch_lookup}__in": branches})


class CoverageQuerySet(DatedQuerySet, BranchScopedQuerySet):
    pass


class Coverage(Dated):
    """A branch covers a unit from a day to a day."""

    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, related_name="coverages", verbose_name="党组织"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="coverages", verbose_name="覆盖单位"
    )

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "覆盖范围"
        constraints = [
            Dated.in_order("coverage_dates_in_order"),
            models.UniqueConstraint(
                fields=["branch", "unit"], condition=Q(until=None), name="coverage_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} · {self.unit}"


class GroupQuerySet(BranchScopedQuerySet):
    def existing_on(self, day: date) -> Self:
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gte=day), founded_on__lte=day)


class Group(models.Model):
    """A Party group inside a branch, in a joint branch often by area."""

    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, related_name="groups", verbose_name="党支部"
    )
    name = models.CharField("名称", max_length=64)
    area = models.CharField("片区", max_length=64, blank=True)
    founded_on = models.DateField("成立日期")
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党小组"
        ordering = ["branch", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                name="group_name_once_per_branch",
                violation_error_message="本支部已有同名党小组。",
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("founded_on")),
                name="group_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
