"""Points: lines of the ledger, a branch's totals, claims."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import Problem, refusing
from accounts.rest.views import KeyField, NounViewSet, ReadViewSet
from accounts.uploads import TAKEN
from assessment.choices import ClaimState, EntryOrigin
from assessment.models import Claim, Entry
from assessment.presenting.claims import Claimant
from assessment.presenting.lines import lines_for
from assessment.refusals import ClaimRefused, PointsRefused
from assessment.services import claims as services
from assessment.spans import span_of
from branches.models import Branch
from branches.rest import PlaceFilters
from members.models import Member

QUARTER = r"[0-9]{4}Q[1-4]"


class EntrySerializer(serializers.ModelSerializer):
    branch = serializers.CharField(source="branch.code", help_text="党支部代码")
    member = serializers.IntegerField(source="member_id", help_text="人员编号")
    name = serializers.CharField(source="member.name", help_text="姓名")
    rule = serializers.CharField(source="rule.name", help_text="积分项")
    points = serializers.FloatField()

    class Meta:
        model = Entry
        fields = (
            "id", "member", "name", "branch", "quarter", "rule", "points", "origin", "source",
            "line", "occurred_on", "reason", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class PointFilters(PlaceFilters):
    member = django_filters.NumberFilter("member_id", label="人员编号")
    quarter = django_filters.CharFilter(label="季度，如 2026Q3", max_length=6)


class EntryFilters(PointFilters):
    origin = django_filters.ChoiceFilter(choices=EntryOrigin.choices, label="来源")


class EntryViewSet(ReadViewSet):
    noun = "积分"
    summaries = {
        "list": "积分流水，新的在前",
        "retrieve": "一条流水",
    }
    details = {"list": "流水只增不改；更正是另一条流水。"}
    queryset = Entry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = EntryFilters
    ordering_fields = ("occurred_on", "created_at", "points")
    ordering = ("-occurred_on", "-pk")

    def get_queryset(self) -> Any:
        rows = Entry.objects.visible_to(self.request.user)
        return rows.select_related("member", "branch", "rule")


class TotalSerializer(serializers.Serializer):
    member = serializers.IntegerField(source="member_id", help_text="人员编号")
    name = serializers.CharField(help_text="姓名")
    total = serializers.FloatField(help_text="总分")
    band = serializers.CharField(help_text="等次")
    vetoed = serializers.BooleanField(help_text="是否有红线事项")


class TotalViewSet(NounViewSet):
    noun = "积分"
    summaries = {"list": "一个党支部某季度的积分"}
    details = {"list": "支部委员和上级看到现在的积分；其他党员看到公示的结果，未公示时只有本人的。"}
    queryset = Entry.objects.none()
    serializer_class = TotalSerializer
    filter_backends: list[Any] = []

    @extend_schema(
        parameters=[
            OpenApiParameter("branch", str, required=True, description="党支部代码"),
            OpenApiParameter(
                "quarter", str, required=True, description="季度，如 2026Q3", pattern=QUARTER
            ),
        ],
    )
    def list(self, request: Request) -> Response:
        code = request.query_params.get("branch", "")
        here = Branch.objects.visible_to(request.user).filter(code=code)
        if not code or "\x00" in code:
            raise Problem(HTTPStatus.BAD_REQUEST, "请写明党支部代码。")
        get_object_or_404(here)
        with refusing(PointsRefused, status=HTTPStatus.BAD_REQUEST):
            span = span_of(request.query_params.get("quarter", ""), timezone.now())
        lines = lines_for(request.user, here, span)
        page = self.paginate_queryset(lines)
        data = self.get_serializer(page, many=True).data
        return self.tagged(self.get_paginated_response(data))


class ClaimSerializer(serializers.ModelSerializer):
    branch = serializers.CharField(source="branch.code", help_text="党支部代码")
    member = serializers.IntegerField(source="member_id", help_text="人员编号")
    name = serializers.CharField(source="member.name", help_text="姓名")
    rule = serializers.IntegerField(source="rule_id", help_text="积分项编号")
    rule_name = serializers.CharField(source="rule.name", help_text="积分项")
    points = serializers.FloatField()
    has_evidence = serializers.BooleanField(source="evidence_name", help_text="附有佐证")

    class Meta:
        model = Claim
        fields = (
            "id", "token", "member", "name", "branch", "rule", "rule_name", "quarter", "points",
            "occurred_on", "reason", "state", "proposed_at", "decided_at", "remark", "has_evidence",
        )  # fmt: skip
        read_only_fields = fields


class ClaimInput(serializers.Serializer):
    token = serializers.UUIDField(help_text="自己生成；同一个再发一次，得到同一项申报")
    member = KeyField(required=False, help_text="为谁申报；不写为本人")
    rule = KeyField(help_text="积分项编号")
    points = serializers.DecimalField(
        max_digits=5, decimal_places=1, required=False, help_text="不写按该项的分值"
    )
    occurred_on = serializers.DateField(help_text="发生日期")
    reason = serializers.CharField(max_length=200, help_text="事由")
    evidence = serializers.FileField(required=False, help_text=f"佐证：{TAKEN}")


class DecisionInput(serializers.Serializer):
    remark = serializers.CharField(max_length=200, default="", allow_blank=True)


class ClaimFilters(PointFilters):
    state = django_filters.ChoiceFilter(choices=ClaimState.choices, label="状态")


class ClaimViewSet(ReadViewSet):
    noun = "积分"
    summaries = {
        "list": "积分申报，新的在前",
        "retrieve": "一项申报",
        "create": "申报积分，附佐证",
        "approve": "认定",
        "refuse": "不予认定，写明原因",
        "withdraw": "撤回本人提出的申报",
        "revoke": "撤销认定，写明原因",
    }
    details = {
        "create": "加分项须附佐证，用 `multipart/form-data` 发送。",
        "approve": "申报和审核不能是同一个人，也不能审核自己的积分。",
    }
    queryset = Claim.objects.none()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    parser_classes = [MultiPartParser, JSONParser]
    ordering_fields = ("proposed_at", "occurred_on")
    ordering = ("-proposed_at", "-pk")

    def get_queryset(self) -> Any:
        rows = Claim.objects.visible_to(self.request.user)
        return rows.select_related("member", "branch", "rule")

    @extend_schema(request=ClaimInput, responses={200: ClaimSerializer, 201: ClaimSerializer})
    def create(self, request: Request) -> Response:
        sent = ClaimInput(data=request.data)
        sent.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(sent.validated_data)
        claimant = self._claimant(given.pop("member", None))
        rule = get_object_or_404(claimant.rules(request.user), pk=given.pop("rule"))
        given.setdefault("points", rule.points)
        known = Claim.objects.visible_to(request.user).filter(token=given["token"]).exists()
        with refusing(ClaimRefused):
            made = services.propose(
                member=claimant.member,
                branch=claimant.branch,
                rule=rule,
                proposed_by=request.user,
                now=timezone.now(),
                **given,
            )
        shown = get_object_or_404(self.get_queryset(), pk=made.pk)
        response = self.shown(shown, HTTPStatus.OK if known else HTTPStatus.CREATED)
        response["Location"] = reverse("api:claims-detail", args=[made.pk])
        return response

    @extend_schema(request={"application/json": DecisionInput}, responses=ClaimSerializer)
    @action(["post"], detail=True, parser_classes=[JSONParser])
    def approve(self, request: Request, pk: str) -> Response:
        return self._decided(services.approve, pk)

    @extend_schema(request={"application/json": DecisionInput}, responses=ClaimSerializer)
    @action(["post"], detail=True, parser_classes=[JSONParser])
    def refuse(self, request: Request, pk: str) -> Response:
        return self._decided(services.refuse, pk)

    @extend_schema(request=None, responses=ClaimSerializer)
    @action(["post"], detail=True, parser_classes=[JSONParser])
    def withdraw(self, request: Request, pk: str) -> Response:
        mine = self.get_queryset().filter(proposed_by=request.user)
        return self._step(services.withdraw, mine, pk, by=request.user)

    @extend_schema(request={"application/json": DecisionInput}, responses=ClaimSerializer)
    @action(["post"], detail=True, parser_classes=[JSONParser])
    def revoke(self, request: Request, pk: str) -> Response:
        reason = self._remark()
        rows = self.get_queryset().led_or_reviewed_by(request.user)
        return self._step(services.revoke, rows, pk, by=request.user, reason=reason)

    def _decided(self, verb: Callable[..., Claim], pk: str) -> Response:
        user, remark = self.request.user, self._remark()
        rows = self.get_queryset().led_or_reviewed_by(user)
        return self._step(verb, rows, pk, decided_by=user, remark=remark)

    def _step(self, verb: Callable[..., Claim], rows: Any, pk: str, **details: Any) -> Response:
        claim = get_object_or_404(rows, pk=pk)
        self.check_unchanged(claim)
        with refusing(ClaimRefused, status=HTTPStatus.CONFLICT):
            verb(claim=claim, now=timezone.now(), **details)
        return self.shown(get_object_or_404(self.get_queryset(), pk=pk))

    def _remark(self) -> str:
        sent = DecisionInput(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return sent.validated_data["remark"]

    def _claimant(self, member: int | None) -> Claimant:
        """Oneself, or somebody of a branch whose committee one is on."""
        people = Member.objects.visible_to(self.request.user)
        chosen = people.filter(pk=member) if member else people.filter(user=self.request.user)
        found = Claimant(get_object_or_404(chosen), timezone.localdate())
        led = Branch.objects.manageable_by(self.request.user)
        own = found.member.user_id == self.request.user.pk
        if found.branch is None or not (own or led.filter(pk=found.branch.pk).exists()):
            raise Problem(HTTPStatus.NOT_FOUND, "没有这名党员，或者不能为他申报。")
        return found
