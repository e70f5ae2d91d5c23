"""Photos and files that show that a duty is done: sent before the report, listed, fetched."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.files import TYPES, sent_file
from accounts.rest.problems import refusing
from accounts.rest.views import KeyField, ReadViewSet
from accounts.uploads import UploadRefused
from duties.models import Duty, DutyFile
from duties.services import files as services


class DutyFileSerializer(serializers.ModelSerializer):
    duty = serializers.IntegerField(source="duty_id", help_text="督办事项的编号")
    photo = serializers.BooleanField(source="is_photo", help_text="是照片，有缩略图")

    class Meta:
        model = DutyFile
        fields = (
            "id", "duty", "reported", "photo", "name", "size", "sha256", "taken_at", "uploaded_at",
        )  # fmt: skip
        read_only_fields = fields


class DutyUploadInput(serializers.Serializer):
    duty = KeyField(help_text="督办事项的编号")
    file = serializers.FileField(
        allow_empty_file=True, help_text="照片（JPG、PNG、WebP）或 PDF、docx、xlsx，一次一个"
    )


class DutyFileFilters(django_filters.FilterSet):
    duty = django_filters.NumberFilter(
        "duty", min_value=1, max_value=2**63 - 1, label="督办事项编号"
    )
    reported = django_filters.BooleanFilter(label="已写进报告的")


class DutyFileViewSet(ReadViewSet):
    noun = "督办事项"
    summaries = {
        "list": "佐证材料",
        "retrieve": "一份佐证材料的说明",
        "create": "上传一张照片或一个文件",
        "destroy": "删除佐证材料，事项还没有报告办结时",
        "file": "取照片或文件",
        "thumbnail": "取照片的缩略图",
    }
    details = {
        "create": "要求和会议的照片、附件相同，同一文件再传一次得到同一份。"
        "再用得到的编号写进报告办结的 `files`；两个月没有写进报告的自动清理。",
        "destroy": "已经报告办结的答 404。",
    }
    queryset = DutyFile.objects.none()
    serializer_class = DutyFileSerializer
    filterset_class = DutyFileFilters
    ordering_fields = ("uploaded_at",)
    ordering = ("-uploaded_at", "-pk")
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> Any:
        return DutyFile.objects.visible_to(self.request.user)

    @extend_schema(
        request={"multipart/form-data": DutyUploadInput},
        responses={200: DutyFileSerializer, 201: DutyFileSerializer},
    )
    def create(self, request: Request) -> Response:
        given = DutyUploadInput(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        mine: QuerySet[Duty] = Duty.objects.visible_to(request.user).reportable_by(request.user)
        duty = get_object_or_404(mine, pk=sent["duty"])
        now = timezone.now()
        with refusing(UploadRefused):
            kept = services.attach(duty=duty, upload=sent["file"], by=request.user, now=now)
        new = kept.uploaded_at == now
        response = self.shown(kept, HTTPStatus.CREATED if new else HTTPStatus.OK)
        response["Location"] = reverse("api:duty-files-detail", args=[kept.pk])
        return response

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        found = get_object_or_404(DutyFile.objects.manageable_by(request.user), pk=pk)
        self.check_unchanged(found)
        with refusing(UploadRefused, status=HTTPStatus.CONFLICT):
            services.throw_away(file=found)
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in TYPES.values()})
    @action(["get"], detail=True)
    def file(self, request: Request, pk: str) -> HttpResponseBase:
        kept = get_object_or_404(self.get_queryset(), pk=pk)
        return sent_file(kept.file, kept.name, save=not kept.is_photo)

    @extend_schema(responses={(200, TYPES[".jpg"]): OpenApiTypes.BINARY})
    @action(["get"], detail=True)
    def thumbnail(self, request: Request, pk: str) -> HttpResponseBase:
        kept = get_object_or_404(self.get_queryset().photos(), pk=pk)
        return sent_file(kept.thumbnail, kept.name, save=False)
