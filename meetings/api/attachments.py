"""Photos and files of records: sent, listed, fetched, thrown away before a record has them."""

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
from accounts.rest.views import ReadViewSet
from accounts.uploads import UploadRefused
from branches.models import Branch
from meetings.choices import AttachmentKind
from meetings.models import Attachment
from meetings.services import attachments as services


class AttachmentSerializer(serializers.ModelSerializer):
    branch = serializers.CharField(source="branch.code", help_text="党支部代码")
    meeting = serializers.IntegerField(
        source="meeting_id", allow_null=True, help_text="所属会议记录；还没有编入的为空"
    )
    kind = serializers.ChoiceField(choices=AttachmentKind.choices)

    class Meta:
        model = Attachment
        fields = (
            "id", "branch", "meeting", "kind", "name", "size", "sha256", "taken_at", "uploaded_at",
        )  # fmt: skip
        read_only_fields = fields


class UploadInput(serializers.Serializer):
    branch = serializers.CharField(max_length=32, help_text="党支部代码")
    token = serializers.UUIDField(help_text="会议记录的 token；同一文件再传一次，得到同一个附件")
    file = serializers.FileField(
        allow_empty_file=True, help_text="照片（JPG、PNG、WebP）或 PDF、docx、xlsx，一次一个"
    )


class AttachmentFilters(django_filters.FilterSet):
    meeting = django_filters.NumberFilter(
        "meeting", min_value=1, max_value=2**63 - 1, label="会议编号"
    )
    token = django_filters.UUIDFilter("draft_token", label="上传时的 token")


class AttachmentViewSet(ReadViewSet):
    noun = "会议"
    summaries = {
        "list": "照片和附件",
        "retrieve": "一个附件的说明",
        "create": "上传一张照片或一个文件",
        "destroy": "删除还没有编入记录的附件",
        "file": "取照片或文件",
        "thumbnail": "取照片的缩略图",
    }
    details = {
        "create": "按内容认文件，不看文件名。照片缩小并去掉拍摄地点等信息；太大、不认识、"
        "含密级字样的答 422。再用得到的编号写进会议记录的 `attachments`；"
        "两个月没有编入记录的自动清理。",
        "destroy": "已编入记录的答 409：记录退回后，修改时从 `attachments` 里去掉它。",
    }
    queryset = Attachment.objects.none()
    serializer_class = AttachmentSerializer
    filterset_class = AttachmentFilters
    ordering_fields = ("uploaded_at",)
    ordering = ("-uploaded_at", "-pk")
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> QuerySet:
        return Attachment.objects.visible_to(self.request.user).select_related("branch__unit")

    @extend_schema(
        request={"multipart/form-data": UploadInput},
        responses={200: AttachmentSerializer, 201: AttachmentSerializer},
    )
    def create(self, request: Request) -> Response:
        given = UploadInput(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        mine = Branch.objects.manageable_by(request.user).select_related("unit")
        branch = get_object_or_404(mine, code=sent["branch"])
        now = timezone.now()
        with refusing(UploadRefused):
            kept = services.attach(
                branch=branch, token=sent["token"], upload=sent["file"], by=request.user, now=now
            )
        new = kept.uploaded_at == now
        response = self.shown(kept, HTTPStatus.CREATED if new else HTTPStatus.OK)
        response["Location"] = reverse("api:attachments-detail", args=[kept.pk])
        return response

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        mine = Attachment.objects.manageable_by(request.user).select_related("branch__unit")
        found = get_object_or_404(mine, pk=pk)
        self.check_unchanged(found)
        with refusing(UploadRefused, status=HTTPStatus.CONFLICT):
            services.throw_away(attachment=found)
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in TYPES.values()})
    @action(["get"], detail=True)
    def file(self, request: Request, pk: str) -> HttpResponseBase:
        kept = self._seen(pk)
        return sent_file(kept.file, kept.name, save=kept.kind != AttachmentKind.PHOTO)

    @extend_schema(responses={(200, TYPES[".jpg"]): OpenApiTypes.BINARY})
    @action(["get"], detail=True)
    def thumbnail(self, request: Request, pk: str) -> HttpResponseBase:
        photos = Attachment.objects.visible_to(request.user).photos().exclude(thumbnail="")
        kept = get_object_or_404(photos, pk=pk)
        return sent_file(kept.thumbnail, kept.name, save=False)

    def _seen(self, pk: str) -> Any:
        return get_object_or_404(Attachment.objects.visible_to(self.request.user), pk=pk)
