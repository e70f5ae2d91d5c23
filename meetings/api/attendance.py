"""Who came to one meeting, and how those away made up."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import django_filters
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import refusing
from accounts.rest.views import NounViewSet
from meetings.api.reading import AttendanceSerializer
from meetings.api.writing import CorrectionInput, MakeUpInput
from meetings.choices import Presence
from meetings.models import Attendance, Meeting
from meetings.services import attendance as services
from meetings.services.refusals import MeetingRefused

MEETING = OpenApiParameter("meeting", int, OpenApiParameter.PATH, description="会议编号")
MEMBER = OpenApiParameter("member", int, OpenApiParameter.PATH, description="人员编号")


class AttendanceFilters(django_filters.FilterSet):
    presence = django_filters.ChoiceFilter(choices=Presence.choices, label="到会情况")


@extend_schema(parameters=[MEETING])
@extend_schema_view(
    partial_update=extend_schema(parameters=[MEMBER]), make_up=extend_schema(parameters=[MEMBER])
)
class AttendanceViewSet(mixins.ListModelMixin, NounViewSet):
    noun = "会议"
    summaries = {
        "list": "一次会议的考勤",
        "partial_update": "更正已通过记录的考勤",
        "make_up": "登记或撤销补学",
    }
    details = {"partial_update": "要写原因，原记录保留；本人的由另一位同志更正。"}
    queryset = Attendance.objects.none()
    serializer_class = AttendanceSerializer
    filterset_class = AttendanceFilters
    ordering_fields = ("member__name_pinyin", "presence")
    ordering = ("member__name_pinyin", "pk")
    lookup_field = "member"
    lookup_url_kwarg = "member"

    def get_queryset(self) -> Any:
        seen = Meeting.objects.visible_to(self.request.user).filter(pk=self.kwargs["meeting"])
        rows = Attendance.objects.visible_to(self.request.user).filter(meeting__in=seen)
        return rows.select_related("member", "sitting", "meeting")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        get_object_or_404(Meeting.objects.visible_to(request.user), pk=kwargs["meeting"])
        return self.tagged(super().list(request, *args, **kwargs))

    @extend_schema(request=CorrectionInput, responses=AttendanceSerializer)
    def partial_update(self, request: Request, meeting: str, member: str) -> Response:
        sent = self._sent(CorrectionInput)
        with transaction.atomic():
            held = Meeting.objects.visible_to(request.user).select_for_update(of=("self",))
            stands = get_object_or_404(held, pk=meeting)
            rows = self.get_queryset().correctable_by(request.user)
            row = get_object_or_404(rows, member=member)
            self.check_unchanged(row)
            self.check_version(stands, sent.get("version"))
            with refusing(MeetingRefused):
                services.correct_attendance(
                    attendance=row,
                    presence=Presence(sent["presence"]),
                    reason=sent["reason"],
                    by=request.user,
                    now=timezone.now(),
                )
        return self._shown(member)

    @extend_schema(methods=["POST"], request=MakeUpInput, responses=AttendanceSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses={200: AttendanceSerializer})
    @action(["post", "delete"], detail=True, url_path="make-up")
    def make_up(self, request: Request, meeting: str, member: str) -> Response:
        mine = Attendance.objects.manageable_by(request.user).filter(meeting=meeting)
        row = get_object_or_404(mine.select_related("meeting", "member"), member=member)
        self.check_unchanged(row)
        if request.method == "DELETE":
            services.unmake_up(attendance=row)
            return self._shown(member)
        sent = self._sent(MakeUpInput)
        with refusing(MeetingRefused, status=HTTPStatus.UNPROCESSABLE_ENTITY):
            services.make_up(attendance=row, today=timezone.localdate(), **sent)
        return self._shown(member)

    def _sent(self, kind: Any) -> dict[str, Any]:
        sent = kind(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return sent.validated_data

    def _shown(self, member: str) -> Response:
        return self.shown(get_object_or_404(self.get_queryset(), member=member))
