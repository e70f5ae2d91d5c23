"""What one was told, and that one has read it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.views import KeyField, ReadViewSet
from notices import services
from notices.choices import NoticeKind
from notices.models import Notice, NoticeQuerySet


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ("id", "kind", "subject", "body", "path", "urgent", "created_at", "read_at")
        read_only_fields = fields


class ReadInput(serializers.Serializer):
    ids = serializers.ListField(
        child=KeyField(), required=False, max_length=500, help_text="消息编号；不写则全部"
    )


class UnreadSerializer(serializers.Serializer):
    unread = serializers.IntegerField(help_text="还剩几条未读")


class NoticeFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=NoticeKind.choices, label="类别")
    unread = django_filters.BooleanFilter(method="not_read", label="未读")

    def not_read(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(read_at__isnull=wanted)


class NoticeViewSet(ReadViewSet):
    noun = "消息"
    summaries = {
        "list": "本人的消息，新的在前",
        "retrieve": "一条消息",
        "read": "标为已读",
        "read_all": "几条或全部标为已读",
    }
    details = {
        "read": "已读过的不变，第一次读的时间保留。",
        "read_all": "写 `ids` 只标这些，不写标全部；再发一次不变。答还剩几条未读。",
    }
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilters
    ordering_fields = ("created_at",)
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> NoticeQuerySet:
        return Notice.objects.visible_to(self.request.user).standing()

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(["post"], detail=True)
    def read(self, request: Request, pk: str) -> Response:
        found = get_object_or_404(self.get_queryset(), pk=pk)
        self.check_unchanged(found)
        services.mark_read(notices=self.get_queryset().filter(pk=pk), now=timezone.now())
        return self.shown(get_object_or_404(self.get_queryset(), pk=pk))

    @extend_schema(operation_id="notices_read_all", request=ReadInput, responses=UnreadSerializer)
    @action(["post"], detail=False, url_path="read")
    def read_all(self, request: Request) -> Response:
        sent = ReadInput(data=request.data)
        sent.is_valid(raise_exception=True)
        rows, ids = self.get_queryset(), sent.validated_data.get("ids")
        chosen = rows if ids is None else rows.filter(pk__in=ids)
        services.mark_read(notices=chosen, now=timezone.now())
        return Response({"unread": rows.unread().count()})
