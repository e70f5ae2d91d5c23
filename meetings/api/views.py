"""Records: listed, read, handed in, changed, taken back, accepted, returned."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import Problem, refusing
from accounts.rest.views import ReadViewSet
from branches.models import Branch
from branches.rest import PlaceFilters
from meetings.api.reading import MeetingSerializer, OneMeetingSerializer
from meetings.api.writing import ChangedRecordInput, NewRecordInput, RecordInput, RemarkInput
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Meeting
from meetings.services import record, review
from meetings.services.partners import may_join
from meetings.services.refusals import LooksOdd, MeetingRefused, TokenTaken

ONE = {200: OneMeetingSerializer}


class MeetingFilters(PlaceFilters):
    kind = django_filters.ChoiceFilter(
        choices=MeetingKind.choices, method="counts_as", label="计入的类型"
    )
    state = django_filters.ChoiceFilter(choices=MeetingState.choices, label="状态")
    since = django_filters.DateFilter("held_on", "gte", label="自哪天起")
    until = django_filters.DateFilter("held_on", "lte", label="到哪天止")
    token = django_filters.UUIDFilter(label="提交标识")

    def counts_as(self, rows: Any, name: str, kind: str) -> QuerySet:
        return rows.crediting(kind)


class MeetingViewSet(ReadViewSet):
    noun = "会议"
    summaries = {
        "list": "会议记录，新的在前",
        "retrieve": "一份会议记录",
        "create": "记会议并上报",
        "update": "修改退回或撤回的记录，重新上报",
        "withdraw": "撤回还没有审核的记录",
        "accept": "通过",
        "return_to_branch": "退回支部，写明要改什么",
    }
    details = {
        "create": "同一个 `token` 再发一次得到同一条记录，答 200。缺项、票数不合等答 422。",
        "update": "`version` 是依据的版本；已被另一处修改的答 409。"
        "不写 `attachments`，照片和附件不变；写了，就以写的为准。",
        "accept": "自己录入的记录要由另一个人审核。",
    }
    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilters
    ordering_fields = ("held_on", "handed_in_at", "title")
    ordering = ("-held_on", "-pk")

    def get_serializer_class(self) -> type[MeetingSerializer]:
        return MeetingSerializer if self.action == "list" else OneMeetingSerializer

    def get_queryset(self) -> QuerySet:
        rows = Meeting.objects.visible_to(self.request.user).select_related("branch__unit")
        if self.action == "list":
            return rows.prefetch_related("credits")
        return rows.prefetch_related(
            "credits",
            "sittings",
            "lectures",
            "agenda__speeches",
            "agenda__decisions",
            "agenda__heard",
        )

    @extend_schema(
        request=NewRecordInput, responses={200: OneMeetingSerializer, 201: OneMeetingSerializer}
    )
    def create(self, request: Request) -> Response:
        sent = _read(NewRecordInput, request)
        code, token = sent.validated_data["branch"], sent.validated_data["token"]
        mine = Branch.objects.manageable_by(request.user).select_related("unit")
        branch = get_object_or_404(mine, code=code)
        known = Meeting.objects.manageable_by(request.user).filter(token=token, branch=branch)
        status = HTTPStatus.OK if known.exists() else HTTPStatus.CREATED
        taken = refusing(TokenTaken, status=HTTPStatus.CONFLICT)
        with refusing(MeetingRefused), taken, _findings():
            made = record.record_meeting(
                branch=branch,
                token=token,
                record=sent.record(_together(sent, branch, request)),
                by=request.user,
                now=timezone.now(),
                seen=sent.validated_data["seen"],
            )
        response = self.shown(self._now(made.pk), status)
        response["Location"] = reverse("api:meetings-detail", args=[made.pk])
        return response

    @extend_schema(request=ChangedRecordInput, responses=ONE)
    def update(self, request: Request, pk: str) -> Response:
        found = self._mine(Meeting.objects.manageable_by(request.user), pk)
        sent = _read(ChangedRecordInput, request)
        version = sent.validated_data["version"]
        self.check_unchanged(found, version)
        with refusing(MeetingRefused), _findings():
            record.hand_in(
                meeting=found,
                record=sent.record(
                    _together(sent, found.branch, request, found), found.attachment_ids()
                ),
                version=version,
                by=request.user,
                now=timezone.now(),
                seen=sent.validated_data["seen"],
            )
        return self.shown(self._now(found.pk))

    @extend_schema(request=RemarkInput, responses=ONE)
    @action(["post"], detail=True)
    def withdraw(self, request: Request, pk: str) -> Response:
        found = self._mine(Meeting.objects.manageable_by(request.user), pk)
        return self._step(review.withdraw, found)

    @extend_schema(request=RemarkInput, responses=ONE)
    @action(["post"], detail=True)
    def accept(self, request: Request, pk: str) -> Response:
        found = self._mine(self._above(), pk)
        return self._step(review.accept, found, with_remark=True)

    @extend_schema(request=RemarkInput, responses=ONE)
    @action(["post"], detail=True, url_path="return")
    def return_to_branch(self, request: Request, pk: str) -> Response:
        found = self._mine(self._above(), pk)
        return self._step(review.return_meeting, found, with_remark=True)

    def _step(self, step: Any, meeting: Meeting, with_remark: bool = False) -> Response:
        sent = _read(RemarkInput, self.request).validated_data
        self.check_unchanged(meeting, sent.get("version"))
        details = {"remark": sent["remark"]} if with_remark else {}
        with refusing(MeetingRefused, status=HTTPStatus.CONFLICT):
            step(meeting=meeting, by=self.request.user, now=timezone.now(), **details)
        return self.shown(self._now(meeting.pk))

    def _above(self) -> QuerySet:
        """Records at branches under the asker's unit."""
        return Meeting.objects.visible_to(self.request.user).under_units_of(self.request.user)

    def _mine(self, rows: Any, pk: str) -> Meeting:
        return get_object_or_404(rows.select_related("branch__unit"), pk=pk)

    def _now(self, pk: int) -> Meeting:
        """The record as it stands after a change, if it may still be read."""
        return get_object_or_404(self.get_queryset(), pk=pk)


def _together(
    sent: RecordInput, branch: Branch, request: Request, meeting: Meeting | None = None
) -> list[Branch]:
    """The branch and those that it names; those that stand where it names none."""
    codes = sent.validated_data.get("partners")
    if codes is None:
        return [branch, *(meeting.named_branches() if meeting else [])]
    found = list(may_join(branch=branch, day=sent.day, by=request.user).filter(code__in=codes))
    if len(found) < len(set(codes)):
        raise ValidationError({"partners": ["只能和同一大队的支部联合记录。"]})
    return [branch, *found]


def _read(kind: Any, request: Request) -> Any:
    sent: serializers.Serializer = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent


class _findings:
    """Nothing was written: first show what looks odd."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, fault: Any, trace: Any) -> None:
        if isinstance(fault, LooksOdd):
            found = [{"key": each.key, "sentence": each.sentence} for each in fault.findings]
            raise Problem(
                HTTPStatus.CONFLICT, "有疑点，请核对；无误则把 key 放进 seen 再发。", findings=found
            ) from fault
