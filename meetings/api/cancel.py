"""Meetings that were due and not held: noted with the reason, taken back."""

from __future__ import annotations

from http import HTTPStatus

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import refusing
from accounts.rest.views import NounViewSet
from branches.models import Branch
from meetings.api.reading import OneMeetingSerializer
from meetings.choices import MeetingKind
from meetings.models import Meeting
from meetings.services import cancel
from meetings.services.refusals import MeetingRefused, TokenTaken


class NotHeldInput(serializers.Serializer):
    branch = serializers.CharField(max_length=32, help_text="党支部代码")
    token = serializers.UUIDField(help_text="自己生成；同一个再发一次，得到同一条登记")
    kinds = serializers.MultipleChoiceField(
        choices=MeetingKind.choices, allow_empty=False, help_text="哪种会议没有召开"
    )
    day = serializers.DateField(help_text="原定日期")
    reason = serializers.CharField(max_length=200, help_text="未召开的原因")


class NotHeldViewSet(NounViewSet):
    noun = "会议"
    summaries = {"create": "登记未召开，写明原因", "destroy": "撤销未召开的登记"}
    details = {
        "create": "同一个 `token` 再发一次得到同一条，答 200；已用于另一份记录的答 409。"
        "登记后仍须补开，上级看到的是“未召开”。",
        "destroy": "只有“未召开”的登记能撤销，别的记录答 409。",
    }
    queryset = Meeting.objects.none()
    serializer_class = OneMeetingSerializer

    @extend_schema(
        request=NotHeldInput, responses={200: OneMeetingSerializer, 201: OneMeetingSerializer}
    )
    def create(self, request: Request) -> Response:
        given = NotHeldInput(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        mine = Branch.objects.manageable_by(request.user).select_related("unit")
        branch = get_object_or_404(mine, code=sent.pop("branch"))
        known = Meeting.objects.manageable_by(request.user).filter(
            token=sent["token"], branch=branch
        )
        status = HTTPStatus.OK if known.exists() else HTTPStatus.CREATED
        sent["kinds"] = [kind for kind in MeetingKind if kind in sent["kinds"]]
        with refusing(MeetingRefused), refusing(TokenTaken, status=HTTPStatus.CONFLICT):
            made = cancel.cancel_meeting(branch=branch, by=request.user, now=timezone.now(), **sent)
        response = self.shown(made, status)
        response["Location"] = reverse("api:meetings-detail", args=[made.pk])
        return response

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        mine = Meeting.objects.manageable_by(request.user).select_related("branch")
        found = get_object_or_404(mine, pk=pk)
        self.check_unchanged(found)
        with refusing(MeetingRefused, status=HTTPStatus.CONFLICT):
            cancel.uncancel_meeting(meeting=found)
        return Response(status=HTTPStatus.NO_CONTENT)
