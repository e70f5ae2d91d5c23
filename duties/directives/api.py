"""Directives and how far each branch is with them: read only."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts.rest.views import ReadViewSet
from branches.rest import PlaceFilters
from duties.choices import DirectiveState, Stage, StepState
from duties.models import Directive, DirectiveStep


class DirectiveSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit.code", help_text="下发单位的代码")

    class Meta:
        model = Directive
        fields: tuple[str, ...] = (
            "id", "title", "number", "unit", "state", "issued_on", "due_on", "ended_on",
        )  # fmt: skip
        read_only_fields = fields


class OneDirectiveSerializer(DirectiveSerializer):
    class Meta(DirectiveSerializer.Meta):
        fields = (
            *DirectiveSerializer.Meta.fields, "text", "study_by", "deploy_by", "carry_out_by",
            "inspect_by", "reason",
        )  # fmt: skip
        read_only_fields = fields


class StepSerializer(serializers.ModelSerializer):
    directive = serializers.IntegerField(source="directive_id", help_text="上级部署的编号")
    branch = serializers.CharField(source="branch.code", help_text="党支部代码")
    stage = serializers.ChoiceField(choices=Stage.choices)
    days_late = serializers.IntegerField(help_text="迟报几天")

    class Meta:
        model = DirectiveStep
        fields = (
            "id", "directive", "branch", "stage", "due_on", "state", "reported_on", "days_late",
            "meeting_label", "said", "remark", "seen_on",
        )  # fmt: skip
        read_only_fields = fields


class DirectiveFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=DirectiveState.choices, label="进度")


class StepFilters(PlaceFilters):
    directive = django_filters.NumberFilter(
        "directive_id", min_value=1, max_value=2**63 - 1, label="哪项上级部署"
    )
    stage = django_filters.ChoiceFilter(choices=Stage.choices, label="环节")
    state = django_filters.ChoiceFilter(choices=StepState.choices, label="状态")
    overdue = django_filters.BooleanFilter(method="late", label="逾期")

    def late(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        """Of running directives, owed and past their day."""
        late = DirectiveStep.objects.visible_to(self.request.user).late(timezone.localdate())
        late = late.filter(directive__state=DirectiveState.ISSUED).order_by().values("pk")
        return rows.filter(pk__in=late) if wanted else rows.exclude(pk__in=late)


class DirectiveViewSet(ReadViewSet):
    noun = "上级部署"
    summaries = {"list": "上级部署，新的在前", "retrieve": "一项部署的内容和期限"}
    details = {"list": "本单位及下级下发的，含草稿；上级下发到看得见的党支部的。"}
    queryset = Directive.objects.none()
    serializer_class = DirectiveSerializer
    filterset_class = DirectiveFilters
    ordering_fields = ("issued_on", "due_on")
    ordering = ("-pk",)

    def get_serializer_class(self) -> type[DirectiveSerializer]:
        return DirectiveSerializer if self.action == "list" else OneDirectiveSerializer

    def get_queryset(self) -> QuerySet:
        return Directive.objects.visible_to(self.request.user).select_related("unit")


class StepViewSet(ReadViewSet):
    noun = "部署落实环节"
    summaries = {"list": "各支部的各个环节走到哪一步", "retrieve": "一个支部的一个环节"}
    queryset = DirectiveStep.objects.none()
    serializer_class = StepSerializer
    filterset_class = StepFilters
    ordering_fields = ("due_on", "reported_on")
    ordering = ("directive", "branch", "place")

    def get_queryset(self) -> QuerySet:
        return DirectiveStep.objects.visible_to(self.request.user).select_related("branch")
