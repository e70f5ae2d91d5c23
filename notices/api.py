"""What one was told."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.rest.views import ReadViewSet
from notices.choices import NoticeKind
from notices.models import Notice


class NoticeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Notice
        fields = ("id", "kind", "subject", "body", "path", "urgent", "created_at", "read_at")
        read_only_fields = fields


class NoticeFilters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=NoticeKind.choices, label="类别")
    unread = django_filters.BooleanFilter(method="not_read", label="未读")

    def not_read(self, rows: Any, name: str, wanted: bool) -> QuerySet:
        return rows.filter(read_at__isnull=wanted)


class NoticeViewSet(ReadViewSet):
    noun = "消息"
    summaries = {"list": "本人的消息，新的在前", "retrieve": "一条消息"}
    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilters
    ordering_fields = ("created_at",)
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> QuerySet:
        return Notice.objects.visible_to(self.request.user).standing()
