"""Inspections of records: the notices, what was drawn, what was found and answered."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.rest.views import ReadViewSet
from branches.rest import PlaceFilters
from meetings.choices import Criterion, Grade, InspectionState, MeetingKind
from meetings.models import InspectedRecord, Inspection, InspectionCorrection, InspectionFinding


class CorrectionSerializer(serializers.ModelSerializer):
    class Meta:
        model = InspectionCorrection
        fields = ("text", "withdraws", "at")
        read_only_fields = fields


class InspectionSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit.code", help_text="调阅范围的单位代码，含下级")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=MeetingKind.choices), help_text="空的是全部类型"
    )
    drawn = serializers.SerializerMethodField(help_text="抽到几份记录")
    marked = serializers.SerializerMethodField(help_text="已评几份")

    class Meta:
        model = Inspection
        fields: tuple[str, ...] = (
            "id", "name", "unit", "period", "kinds", "per_branch", "state", "drawn", "marked",
            "started_at", "published_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_drawn(self, inspection: Inspection) -> int:
        return getattr(inspection, "drawn", None) or 0

    def get_marked(self, inspection: Inspection) -> int:
        return getattr(inspection, "marked", None) or 0


class OneInspectionSerializer(InspectionSerializer):
    paragraphs = serializers.DictField(
        child=serializers.CharField(), help_text="通报的各段文字；发布前只有改过的段落"
    )
    corrections = CorrectionSerializer(many=True)

    class Meta(InspectionSerializer.Meta):
        fields = (*InspectionSerializer.Meta.fields, "paragraphs", "corrections")
        read_only_fields = fields


class FindingSerializer(serializers.ModelSerializer):
    criterion = serializers.ChoiceField(choices=Criterion.choices)

    class Meta:
        model = InspectionFinding
        fields = ("id", "criterion", "text", "answer", "mended_on", "answered_at")
        read_only_fields = fields


class InspectedRecordSerializer(serializers.ModelSerializer):
    branch = serializers.CharField(source="branch.code", help_text="党支部代码")
    inspection = serializers.IntegerField(source="inspection_id")
    meeting = serializers.IntegerField(source="meeting_id", help_text="会议记录的编号")
    grade = serializers.ChoiceField(choices=Grade.choices, allow_blank=True, help_text="空的还没评")
    marks = serializers.DictField(
        child=serializers.ChoiceField(choices=Grade.choices), help_text="分项：方面和评定"
    )
    findings = FindingSerializer(many=True)

    class Meta:
        model = InspectedRecord
        fields = (
            "id", "inspection", "meeting", "branch", "grade", "marks", "remark", "practice",
            "marked_at", "findings",
        )  # fmt: skip
        read_only_fields = fields


class InspectionFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=InspectionState.choices, label="进度")
    period = django_filters.CharFilter(label="时段，如 2026-09 或 2026Q3")


class InspectedRecordFilters(PlaceFilters):
    inspection = django_filters.NumberFilter(
        "inspection_id", min_value=1, max_value=2**63 - 1, label="哪次调阅"
    )
    grade = django_filters.ChoiceFilter(choices=Grade.choices, label="总评")


class InspectionViewSet(ReadViewSet):
    noun = "记录调阅"
    summaries = {"list": "记录调阅，新的在前", "retrieve": "一次调阅和它的通报"}
    details = {"list": "本单位及下级发起的，和上级已发布的。"}
    queryset = Inspection.objects.none()
    serializer_class = InspectionSerializer
    filterset_class = InspectionFilters
    ordering_fields = ("started_at", "published_at")
    ordering = ("-started_at", "-pk")

    def get_serializer_class(self) -> type[InspectionSerializer]:
        return InspectionSerializer if self.action == "list" else OneInspectionSerializer

    def get_queryset(self) -> QuerySet:
        rows = Inspection.objects.visible_to(self.request.user).select_related("unit")
        rows = rows.with_progress()
        return rows if self.action == "list" else rows.prefetch_related("corrections")


class InspectedRecordViewSet(ReadViewSet):
    noun = "调阅的记录"
    summaries = {
        "list": "抽到的记录和发现的问题",
        "retrieve": "一份抽到的记录，问题和整改答复",
    }
    details = {"list": "检查人随时可读；支部委员会和清风监督员在通报发布后读本支部的。"}
    queryset = InspectedRecord.objects.none()
    serializer_class = InspectedRecordSerializer
    filterset_class = InspectedRecordFilters
    ordering_fields = ("marked_at",)
    ordering = ("pk",)

    def get_queryset(self) -> QuerySet:
        rows = InspectedRecord.objects.visible_to(self.request.user).select_related("branch")
        return rows.prefetch_related("findings")
