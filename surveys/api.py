"""Surveys: what was asked, and once they have ended the results as they may be shown.

Nothing here counts answers. The outcome was made when the survey ended, by `surveys.tally` through
`surveys.suppression`, and is all that there is to be read.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.views import ReadViewSet
from branches.rest import PlaceFilters
from surveys.choices import QuestionKind, SurveyState
from surveys.models import Survey
from surveys.presenting.results import Result, results


class SurveySerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit.code", help_text="发起单位代码")
    branch = serializers.CharField(
        source="branch.code", allow_null=True, default=None, help_text="发起支部代码"
    )
    is_anonymous = serializers.BooleanField(help_text="匿名")

    class Meta:
        model = Survey
        fields = (
            "id", "title", "unit", "branch", "state", "is_anonymous", "opened_on", "closes_on",
            "closed_on", "invited",
        )  # fmt: skip
        read_only_fields = fields


class LineSerializer(serializers.Serializer):
    label = serializers.CharField(help_text="选项")
    count = serializers.IntegerField(allow_null=True, help_text="人数；不足 5 人的为空或已合并")
    base = serializers.IntegerField(help_text="作答人数")


class PartSerializer(serializers.Serializer):
    label = serializers.CharField(help_text="矩阵的一行，或一个分组")
    lines = LineSerializer(many=True)


class QuestionSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="第几题")
    kind = serializers.ChoiceField(choices=QuestionKind.choices, source="item.kind")
    text = serializers.CharField(source="item.text", help_text="题目")
    hidden = serializers.CharField(help_text="不显示的原因；显示的为空")
    lines = LineSerializer(many=True)
    rows = serializers.SerializerMethodField(help_text="矩阵题的各行")
    groups = serializers.SerializerMethodField(help_text="按组的结果")
    texts = serializers.ListField(child=serializers.CharField(), help_text="问答题的文字")

    @extend_schema_field(PartSerializer(many=True))
    def get_rows(self, result: Result) -> Any:
        return PartSerializer(
            [{"label": label, "lines": lines} for label, lines, _ in result.rows], many=True
        ).data

    @extend_schema_field(PartSerializer(many=True))
    def get_groups(self, result: Result) -> Any:
        return PartSerializer(
            [{"label": label, "lines": lines} for label, _, lines in result.group_rows], many=True
        ).data


class OutcomeSerializer(serializers.Serializer):
    respondents = serializers.IntegerField(help_text="收回份数")
    questions = QuestionSerializer(many=True)


class SurveyFilters(PlaceFilters):
    unit_path = "unit__path"
    state = django_filters.ChoiceFilter(choices=SurveyState.choices, label="状态")


class SurveyViewSet(ReadViewSet):
    noun = "问卷"
    summaries = {
        "list": "问卷列表，新的在前",
        "retrieve": "一份问卷",
        "results": "已结束问卷的结果",
    }
    details = {"results": "匿名问卷不显示不足 5 人的数字，也不能由相减得出。"}
    queryset = Survey.objects.none()
    serializer_class = SurveySerializer
    filterset_class = SurveyFilters
    ordering_fields = ("opened_on", "closes_on")
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> Any:
        rows = Survey.objects.visible_to(self.request.user).light()
        return rows.select_related("unit", "branch")

    @extend_schema(responses=OutcomeSerializer)
    @action(["get"], detail=True)
    def results(self, request: Request, pk: str) -> Response:
        ended = Survey.objects.visible_to(request.user).closed()
        outcome = get_object_or_404(ended, pk=pk).figures
        shown = {"respondents": outcome["respondents"], "questions": results(outcome)}
        return self.tagged(Response(OutcomeSerializer(shown).data))
