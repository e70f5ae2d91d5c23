"""Units and Party organisations, to be read."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts.rest.views import ReadViewSet
from branches.choices import BranchKind, UnitKind
from branches.models import Branch, Coverage, Group, Unit
from branches.rest import PlaceFilters

CODE = r"[^/\x00]{1,32}"


class UnitSerializer(serializers.ModelSerializer):
    parent = serializers.CharField(allow_null=True, help_text="上级单位代码")

    class Meta:
        model = Unit
        fields = ("code", "name", "short_name", "kind", "parent", "founded_on", "closed_on")
        read_only_fields = fields


class UnitFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=UnitKind.choices, label="类型")
    under = django_filters.CharFilter(method="below", label="单位代码，含下级")
    open = django_filters.BooleanFilter(method="still_open", label="未撤销")

    def below(self, rows: Any, name: str, code: str) -> QuerySet:
        unit = Unit.objects.visible_to(self.request.user).filter(code=code).first()
        return rows.under(unit) if unit else rows.none()

    def still_open(self, rows: Any, name: str, wanted: bool) -> QuerySet:
        return rows.filter(closed_on__isnull=wanted)


class UnitViewSet(ReadViewSet):
    noun = "单位"
    summaries = {"list": "单位列表，按树的次序", "retrieve": "一个单位"}
    serializer_class = UnitSerializer
    queryset = Unit.objects.none()
    filterset_class = UnitFilters
    ordering_fields = ("path", "name", "code")
    ordering = ("path",)
    lookup_field = "code"
    lookup_value_regex = CODE

    def get_queryset(self) -> QuerySet:
        return Unit.objects.visible_to(self.request.user).with_parent()


class GroupSerializer(serializers.ModelSerializer):
    class Meta:
        model = Group
        fields = ("id", "name", "area")
        read_only_fields = fields


class ThemeDaySerializer(serializers.Serializer):
    rule = serializers.CharField(source="theme_day_rule")
    number = serializers.IntegerField(source="theme_day_number")
    weekday = serializers.IntegerField(source="theme_day_weekday", help_text="0 为周一")
    label = serializers.CharField(source="theme_day.label", help_text="写成一句话")


class BranchSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit.code", help_text="所在单位代码")
    superior = serializers.CharField(
        source="superior.code", allow_null=True, default=None, help_text="上级党组织代码"
    )
    covers = serializers.SerializerMethodField(help_text="现在覆盖的单位代码")
    groups = GroupSerializer(source="groups_today", many=True, help_text="现有党小组")
    theme_day = ThemeDaySerializer(source="*", help_text="固定主题党日")

    class Meta:
        model = Branch
        fields = (
            "code", "name", "kind", "unit", "superior", "founded_on", "dissolved_on", "purpose",
            "usual_place", "theme_day", "covers", "groups",
        )  # fmt: skip
        read_only_fields = fields

    def get_covers(self, branch: Any) -> list[str]:
        return [coverage.unit.code for coverage in branch.coverages_today]


class BranchFilters(PlaceFilters):
    unit_path = "unit__path"
    branch = None
    kind = django_filters.ChoiceFilter(choices=BranchKind.choices, label="类型")
    existing = django_filters.BooleanFilter(method="still_there", label="未撤销")

    def still_there(self, rows: Any, name: str, wanted: bool) -> QuerySet:
        return rows.filter(dissolved_on__isnull=wanted)


class BranchViewSet(ReadViewSet):
    noun = "党组织"
    summaries = {"list": "党组织列表", "retrieve": "一个党组织"}
    serializer_class = BranchSerializer
    queryset = Branch.objects.none()
    filterset_class = BranchFilters
    ordering_fields = ("unit__path", "name", "code", "founded_on")
    ordering = ("unit__path", "pk")
    lookup_field = "code"
    lookup_value_regex = CODE

    def get_queryset(self) -> QuerySet:
        user, today = self.request.user, timezone.localdate()
        covered = Coverage.objects.visible_to(user).on(today).select_related("unit")
        groups = Group.objects.visible_to(user).existing_on(today).order_by("pk")
        return (
            Branch.objects.visible_to(user)
            .select_related("unit", "superior")
            .prefetch_related(
                Prefetch("coverages", covered.order_by("unit__path"), "coverages_today"),
                Prefetch("groups", groups, "groups_today"),
            )
        )
