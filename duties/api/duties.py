"""Duties: listed, read, given, reported as done, verified, returned, changed, dropped."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import Problem, refusing
from accounts.rest.views import KeyField, ReadViewSet
from accounts.uploads import UploadRefused
from branches import scope
from branches.choices import Role
from branches.models import Branch, Unit
from branches.rest import PlaceFilters
from duties.api.files import DutyFileSerializer
from duties.choices import DutyAction, DutySource, DutyState
from duties.forms import HANDED_DOWN, POSTS
from duties.models import Duty, DutyEvent, DutyFile
from duties.services import duties as services
from duties.services.files import MOST_FILES
from duties.services.refusals import DutyRefused
from members.models import Member, Membership

LONG = 2000


class DutySerializer(serializers.ModelSerializer):
    branch = serializers.CharField(
        source="branch.code", allow_null=True, default=None, help_text="党支部代码"
    )
    unit = serializers.CharField(
        source="unit.code", allow_null=True, default=None, help_text="单位代码"
    )
    owner = serializers.IntegerField(
        source="owner_id", allow_null=True, help_text="责任人的人员编号"
    )
    owner_role = serializers.ChoiceField(choices=Role.choices, allow_blank=True)
    owner_label = serializers.CharField(help_text="由谁负责")

    class Meta:
        model = Duty
        fields: tuple[str, ...] = (
            "id", "title", "source", "source_label", "branch", "unit", "owner", "owner_role",
            "owner_label", "due_on", "state", "done_on", "verified_on",
        )  # fmt: skip
        read_only_fields = fields


class EventSerializer(serializers.ModelSerializer):
    action = serializers.ChoiceField(choices=DutyAction.choices)
    by = serializers.CharField(source="by.name", allow_null=True, default=None)

    class Meta:
        model = DutyEvent
        fields = ("action", "by", "at", "remark")
        read_only_fields = fields


class OneDutySerializer(DutySerializer):
    events = EventSerializer(many=True, help_text="经过")
    files = DutyFileSerializer(many=True, help_text="报告里的佐证材料")

    class Meta(DutySerializer.Meta):
        fields = (*DutySerializer.Meta.fields, "detail", "period", "evidence", "files", "events")
        read_only_fields = fields


class DutyInput(serializers.Serializer):
    token = serializers.UUIDField(help_text="自己生成；同一个再发一次，得到同一件事")
    branch = serializers.CharField(max_length=32, help_text="党支部代码")
    title = serializers.CharField(max_length=200)
    detail = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    due_on = serializers.DateField(help_text="完成时限")
    owner = KeyField(allow_null=True, default=None, help_text="责任人；只有支部委员会能指定到人")
    owner_role = serializers.ChoiceField(
        choices=POSTS, default="", allow_blank=True, help_text="责任岗位"
    )
    source = serializers.ChoiceField(choices=HANDED_DOWN, default=DutySource.FREE)
    source_label = serializers.CharField(max_length=120, default="", allow_blank=True)


class DoneInput(serializers.Serializer):
    on = serializers.DateField(help_text="完成日期")
    evidence = serializers.CharField(max_length=LONG, help_text="办理情况")
    files = serializers.ListField(
        child=KeyField(),
        required=False,
        max_length=MOST_FILES,
        help_text="佐证材料的编号，先从 duty-files/ 上传；不写则不变",
    )


class RemarkOnDuty(serializers.Serializer):
    remark = serializers.CharField(max_length=500, default="", allow_blank=True)


class ReturnInput(RemarkOnDuty):
    due_on = serializers.DateField(
        required=False, help_text="退回后的新时限；不写则不变，会议的决定不能改"
    )


class ChangeInput(serializers.Serializer):
    due_on = serializers.DateField(help_text="新的时限")
    reason = serializers.CharField(max_length=200)


class DropInput(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class DutyFilters(PlaceFilters):
    state = django_filters.ChoiceFilter(choices=DutyState.choices, label="状态")
    source = django_filters.ChoiceFilter(choices=DutySource.choices, label="来源")
    overdue = django_filters.BooleanFilter(method="late", label="逾期")
    mine = django_filters.BooleanFilter(method="own", label="本人负责的")
    due_from = django_filters.DateFilter("due_on", "gte", label="时限自哪天起")
    due_until = django_filters.DateFilter("due_on", "lte", label="时限到哪天止")

    def within_unit(self, rows: Any, name: str, code: str) -> QuerySet:
        """At the unit or below, and at branches hung there."""
        unit = Unit.objects.visible_to(self.request.user).filter(code=code).first()
        return rows.at_or_below(unit) if unit else rows.none()

    def late(self, rows: Any, name: str, wanted: bool) -> QuerySet:
        today = timezone.localdate()
        return rows.overdue(today) if wanted else rows.exclude(pk__in=rows.overdue(today))

    def own(self, rows: Any, name: str, wanted: bool) -> QuerySet:
        mine = rows.owned_by(self.request.user)
        return mine if wanted else rows.exclude(pk__in=mine)


class DutyViewSet(ReadViewSet):
    noun = "督办事项"
    summaries = {
        "list": "督办事项，先到期的在前",
        "retrieve": "一件事，和它的经过",
        "create": "交办",
        "done": "报告办结，写明办理情况",
        "verify": "核验通过",
        "return_duty": "退回，写明原因",
        "take_back": "收回自己的报告",
        "change": "调整时限，写明原因",
        "drop": "撤销，写明原因",
    }
    details = {
        "create": "支部委员会交办给本支部的人或岗位；上级交办给下面的支部，由上级核验。",
        "verify": "自己报告办结的事，要由另一个人核验。",
    }
    queryset = Duty.objects.none()
    serializer_class = DutySerializer
    filterset_class = DutyFilters
    ordering_fields = ("due_on", "given_at")
    ordering = ("due_on", "pk")

    def get_serializer_class(self) -> type[DutySerializer]:
        return DutySerializer if self.action == "list" else OneDutySerializer

    def get_queryset(self) -> Any:
        rows = Duty.objects.visible_to(self.request.user).select_related("branch", "unit", "owner")
        if self.action == "list":
            return rows
        files = DutyFile.objects.visible_to(self.request.user).reported()
        return rows.prefetch_related("events__by", Prefetch("files", files))

    @extend_schema(request=DutyInput, responses={200: OneDutySerializer, 201: OneDutySerializer})
    def create(self, request: Request) -> Response:
        sent = self._sent(DutyInput)
        token: UUID = sent["token"]
        known = Duty.objects.visible_to(request.user).filter(key=f"given:{token}").exists()
        with refusing(DutyRefused):
            made = services.give_duty(by=request.user, now=timezone.now(), **self._place(sent))
        response = self.shown(
            get_object_or_404(self.get_queryset(), pk=made.pk),
            HTTPStatus.OK if known else HTTPStatus.CREATED,
        )
        response["Location"] = reverse("api:duties-detail", args=[made.pk])
        return response

    @extend_schema(request=DoneInput, responses=OneDutySerializer)
    @action(["post"], detail=True)
    def done(self, request: Request, pk: str) -> Response:
        return self._step(services.report_done, self._seen().reportable_by(request.user), DoneInput)

    @extend_schema(request=RemarkOnDuty, responses=OneDutySerializer)
    @action(["post"], detail=True)
    def verify(self, request: Request, pk: str) -> Response:
        rows = self._seen().awaiting_verification_by(request.user)
        return self._step(services.verify_duty, rows, RemarkOnDuty)

    @extend_schema(request=ReturnInput, responses=OneDutySerializer)
    @action(["post"], detail=True, url_path="return")
    def return_duty(self, request: Request, pk: str) -> Response:
        rows = self._seen().awaiting_verification_by(request.user)
        return self._step(services.return_duty, rows, ReturnInput)

    @extend_schema(request=None, responses=OneDutySerializer)
    @action(["post"], detail=True, url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        rows = self._seen().filter(done_by=request.user, state=DutyState.DONE)
        return self._step(services.reopen_duty, rows)

    @extend_schema(request=ChangeInput, responses=OneDutySerializer)
    @action(["post"], detail=True)
    def change(self, request: Request, pk: str) -> Response:
        return self._step(services.change_duty, self._managed(), ChangeInput)

    @extend_schema(request=DropInput, responses=OneDutySerializer)
    @action(["post"], detail=True)
    def drop(self, request: Request, pk: str) -> Response:
        return self._step(services.drop_duty, self._managed(), DropInput)

    def _seen(self) -> Any:
        return Duty.objects.visible_to(self.request.user)

    def _managed(self) -> Any:
        """What came from above is changed above only."""
        rows = Duty.objects.manageable_by(self.request.user)
        above = bool(scope.held_by(self.request.user).unit_paths)
        return rows if above else rows.filter(verified_above=False)

    def _step(self, verb: Any, rows: Any, kind: Any = None) -> Response:
        duty = get_object_or_404(rows, pk=self.kwargs["pk"])
        sent = self._sent(kind) if kind else {}
        self.check_unchanged(get_object_or_404(self.get_queryset(), pk=duty.pk))
        with refusing(UploadRefused), refusing(DutyRefused, status=HTTPStatus.CONFLICT):
            verb(duty=duty, by=self.request.user, now=timezone.now(), **sent)
        return self.shown(get_object_or_404(self.get_queryset(), pk=duty.pk))

    def _sent(self, kind: Any) -> dict[str, Any]:
        sent = kind(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    def _place(self, sent: dict[str, Any]) -> dict[str, Any]:
        """Arguments of ``give_duty``, as far as the post that is acted in gives anything."""
        user, code, owner = self.request.user, sent.pop("branch"), sent.pop("owner")
        above = bool(scope.held_by(user).unit_paths)
        seen = Branch.objects.visible_to(user).existing_on(timezone.localdate())
        branches = seen.reviewable_by(user) if above else seen.manageable_by(user)
        branch = get_object_or_404(branches.holding_meetings(), code=code)
        if owner is not None and (above or sent["owner_role"]):
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "岗位和责任人只能写一个；上级交办只写岗位。"
            )
        if not above:
            sent |= {"source": DutySource.FREE, "source_label": ""}
        return sent | {
            "branch": branch,
            "owner": self._member(branch, owner) if owner else None,
            "verified_above": above,
        }

    def _member(self, branch: Branch, pk: int) -> Member:
        """Somebody of the branch's roster of today."""
        here = Membership.objects.manageable_by(self.request.user)
        row = here.roster_on(branch, timezone.localdate()).filter(member=pk).first()
        if row is None:
            raise Http404
        return row.member
