"""Compiled documents, to be read and fetched."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.rest.views import ReadViewSet
from branches.rest import PlaceFilters
from reports.choices import ReportKind, ReportState
from reports.files import DOCX, sent
from reports.models import Report
from reports.sheets import XLSX


class ReportSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="unit.code", help_text="单位代码")
    name = serializers.CharField(help_text="名称")

    class Meta:
        model = Report
        fields = (
            "id", "kind", "name", "unit", "period", "as_of", "state", "progress", "refusal",
            "digest", "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


class ReportFilters(PlaceFilters):
    unit_path = "unit__path"
    branch = None
    kind = django_filters.ChoiceFilter(choices=ReportKind.choices, label="文种")
    state = django_filters.ChoiceFilter(choices=ReportState.choices, label="状态")
    period = django_filters.CharFilter(max_length=7, label="时间段，如 2026-09、2026Q3、2026")


class ReportViewSet(ReadViewSet):
    noun = "报表"
    summaries = {
        "list": "编制过的报表，新的在前",
        "retrieve": "一份报表",
        "file": "下载：Word、Excel 或全部数字",
    }
    details = {"file": "`json` 是编制时留存的全部数字；还没编完的答 404。"}
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    filterset_class = ReportFilters
    ordering_fields = ("created_at", "period")
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> Any:
        return Report.objects.visible_to(self.request.user).select_related("unit").light()

    @extend_schema(
        parameters=[
            OpenApiParameter("form", str, OpenApiParameter.PATH, enum=["docx", "xlsx", "json"])
        ],
        responses={
            (200, DOCX): OpenApiTypes.BINARY,
            (200, XLSX): OpenApiTypes.BINARY,
            (200, "application/json"): OpenApiTypes.ANY,
        },
    )
    @action(["get"], detail=True, url_path="files/(?P<form>docx|xlsx|json)")
    def file(self, request: Request, pk: str, form: str) -> HttpResponseBase:
        report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
        if not report.is_done:
            raise Http404
        return sent(report, form)
