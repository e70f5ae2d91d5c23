"""Branches that met together: who they are, and the word of one's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import refusing
from accounts.rest.views import NounViewSet
from meetings.choices import PartnerState
from meetings.models import Meeting, Partner
from meetings.services import partners as services
from meetings.services.refusals import MeetingRefused

MEETING = OpenApiParameter("meeting", int, OpenApiParameter.PATH, description="会议编号")
BRANCH = OpenApiParameter("branch", str, OpenApiParameter.PATH, description="联合支部的代码")


class PartnerSerializer(serializers.ModelSerializer):
    branch = serializers.CharField(source="branch.code", help_text="党支部代码")
    name = serializers.CharField(source="branch.name")
    state = serializers.ChoiceField(choices=PartnerState.choices)

    class Meta:
        model = Partner
        fields = ("branch", "name", "state", "answered_at", "expected", "present", "excused")
        read_only_fields = fields


@extend_schema(parameters=[MEETING])
@extend_schema_view(
    confirm=extend_schema(parameters=[BRANCH]), decline=extend_schema(parameters=[BRANCH])
)
class PartnerViewSet(mixins.ListModelMixin, NounViewSet):
    noun = "会议"
    summaries = {
        "list": "联合开展的支部",
        "confirm": "确认本支部一起开展了",
        "decline": "答复本支部没有一起开展",
    }
    details = {
        "list": "增减联合支部：在新记录或修改退回记录时写 `partners`，人员的考勤随之一并送来。",
        "confirm": "确认后计入本支部。再确认一次不变；正在修改的、已答复没有参加的答 409。",
        "decline": "本支部的人从记录里去掉，对方收到通知。再答一次不变；已确认的答 409。",
    }
    queryset = Partner.objects.none()
    serializer_class = PartnerSerializer
    filter_backends = ()
    lookup_field = "branch__code"
    lookup_url_kwarg = "branch"
    lookup_value_regex = "[^/]{1,32}"

    def get_queryset(self) -> QuerySet:
        """Of a record that one sees."""
        seen = Meeting.objects.visible_to(self.request.user)
        meeting = get_object_or_404(seen, pk=self.kwargs["meeting"])
        return meeting.partners.select_related("branch")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.tagged(super().list(request, *args, **kwargs))

    @extend_schema(request=None, responses=PartnerSerializer)
    @action(["post"], detail=True)
    def confirm(self, request: Request, meeting: str, branch: str) -> Response:
        return self._answer(services.confirm, meeting, branch)

    @extend_schema(request=None, responses=PartnerSerializer)
    @action(["post"], detail=True)
    def decline(self, request: Request, meeting: str, branch: str) -> Response:
        return self._answer(services.decline, meeting, branch)

    def _answer(self, step: Any, meeting: str, branch: str) -> Response:
        mine = Partner.objects.manageable_by(self.request.user).filter(meeting=meeting)
        rows = mine.select_related("branch__unit", "meeting")
        found = get_object_or_404(rows, branch__code=branch)
        self.check_unchanged(found)
        with refusing(MeetingRefused, status=HTTPStatus.CONFLICT):
            answered = step(partner=found, by=self.request.user, now=timezone.now())
        return self.shown(answered)
