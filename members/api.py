"""People, as the screens show them: numbers masked."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts.rest.views import ReadViewSet
from branches.models import Branch
from branches.rest import PlaceFilters
from members.choices import Education, Sex, StaffCategory, Stage
from members.models import Member, Membership
from members.search import matching


class BelongingSerializer(serializers.ModelSerializer):
    branch = serializers.CharField(source="branch.code", help_text="党组织代码")
    group = serializers.IntegerField(source="group_id", allow_null=True, help_text="党小组编号")

    class Meta:
        model = Membership
        fields = ("branch", "group", "kind", "since")
        read_only_fields = fields


class MemberSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit.code", help_text="所在单位代码")
    sex = serializers.ChoiceField(choices=Sex.choices, allow_blank=True)
    belongs_to = BelongingSerializer(source="belonging", many=True, help_text="现在的组织隶属")

    class Meta:
        model = Member
        fields: tuple[str, ...] = (
            "id", "staff_number", "name", "sex", "category", "post", "unit", "stage", "joined_on",
            "confirmed_on", "belongs_to", "version",
        )  # fmt: skip
        read_only_fields = fields


class OneMemberSerializer(MemberSerializer):
    education = serializers.ChoiceField(choices=Education.choices, allow_blank=True)
    id_number = serializers.CharField(source="masked_id", help_text="只显示后四位")
    phone = serializers.CharField(source="masked_phone", help_text="只显示后四位")

    class Meta(MemberSerializer.Meta):
        fields = (
            *MemberSerializer.Meta.fields,
            "nationality", "birth_date", "education", "work_since", "left_on", "id_number", "phone",
        )  # fmt: skip
        read_only_fields = fields


class MemberFilters(PlaceFilters):
    unit_path = "unit__path"
    stage = django_filters.ChoiceFilter(choices=Stage.choices, label="政治面貌")
    category = django_filters.ChoiceFilter(choices=StaffCategory.choices, label="人员类别")
    q = django_filters.CharFilter(method="found", label="姓名、拼音或工号", max_length=64)
    left = django_filters.BooleanFilter(method="gone", label="已离队的；不写则不含")

    def filter_queryset(self, rows: Any) -> QuerySet:
        present = rows if self.form.cleaned_data["left"] is not None else rows.present_force()
        return super().filter_queryset(present)

    def of_branch(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        branches = Branch.objects.visible_to(self.request.user).filter(code=code)
        here = Membership.objects.visible_to(self.request.user).on(timezone.localdate())
        return rows.filter(Exists(here.filter(branch__in=branches, member=OuterRef("pk"))))

    def found(self, rows: Any, name: str, typed: str) -> QuerySet:
        return matching(rows, typed)

    def gone(self, rows: Any, name: str, wanted: bool) -> QuerySet:
        return rows.filter(left_on__isnull=not wanted)


class MemberViewSet(ReadViewSet):
    noun = "人员"
    summaries = {"list": "人员列表", "retrieve": "一名人员，证件号和手机号只显示后四位"}
    queryset = Member.objects.none()
    serializer_class = MemberSerializer
    filterset_class = MemberFilters
    ordering_fields = ("name_pinyin", "staff_number", "joined_on")
    ordering = ("name_pinyin", "pk")

    def get_serializer_class(self) -> type[MemberSerializer]:
        return MemberSerializer if self.action == "list" else OneMemberSerializer

    def get_queryset(self) -> QuerySet:
        user, today = self.request.user, timezone.localdate()
        belonging = Membership.objects.visible_to(user).on(today).select_related("branch")
        return (
            Member.objects.visible_to(user)
            .select_related("unit")
            .prefetch_related(Prefetch("memberships", belonging.order_by("pk"), "belonging"))
        )
