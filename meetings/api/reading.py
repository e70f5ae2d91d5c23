"""A record as it is read."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from duties.choices import DutyState
from meetings.choices import MeetingKind, VoteMatter, VoteMethod
from meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    Heard,
    Lecture,
    Meeting,
    Sitting,
    Speech,
)


class MeetingSerializer(serializers.ModelSerializer):
    """A line of the list."""

    branch = serializers.CharField(source="branch.code", help_text="党组织代码")
    kinds = serializers.SerializerMethodField(help_text="计入哪几类组织生活")

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = (
            "id", "token", "branch", "kinds", "title", "state", "held_on", "place", "expected",
            "present", "excused", "late_days", "handed_in_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_kinds(self, meeting: Meeting) -> list[MeetingKind]:
        return list(dict.fromkeys(MeetingKind(each.kind) for each in meeting.credits.all()))


class SittingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Sitting
        fields = ("number", "starts_at", "ends_at", "place")
        read_only_fields = fields


class SpeechSerializer(serializers.ModelSerializer):
    speaker = serializers.IntegerField(source="speaker_id", allow_null=True)

    class Meta:
        model = Speech
        fields = ("speaker", "speaker_name", "text")
        read_only_fields = fields


class DecisionSerializer(serializers.ModelSerializer):
    number = serializers.CharField(source="__str__", help_text="编号，如〔2026〕3号")
    owner = serializers.IntegerField(source="owner_id", allow_null=True)

    class Meta:
        model = Decision
        fields = ("id", "number", "text", "owner", "due_on", "done_on")
        read_only_fields = fields


class HeardSerializer(serializers.ModelSerializer):
    duty = serializers.IntegerField(source="duty_id", help_text="督办事项的编号")
    number = serializers.CharField(help_text="决定的编号，如〔2026〕3号")
    state = serializers.ChoiceField(choices=DutyState.choices, help_text="那天的状态")

    class Meta:
        model = Heard
        fields = ("duty", "number", "text", "owner_name", "due_on", "state", "as_of")
        read_only_fields = fields


class TalkSerializer(serializers.ModelSerializer):
    lecturer = serializers.IntegerField(source="lecturer_id", allow_null=True)

    class Meta:
        model = Lecture
        fields = ("lecturer", "lecturer_name", "title")
        read_only_fields = fields


class ItemSerializer(serializers.ModelSerializer):
    matter = serializers.ChoiceField(choices=VoteMatter.choices, allow_blank=True)
    method = serializers.ChoiceField(choices=VoteMethod.choices, allow_blank=True)
    speeches = SpeechSerializer(many=True)
    decisions = DecisionSerializer(many=True)
    heard = HeardSerializer(many=True, help_text="听取的决议落实情况，以会议那天为准")

    class Meta:
        model = AgendaItem
        fields = (
            "number", "title", "report", "matter", "method", "yes", "no", "abstained",
            "written_yes", "passed", "speeches", "decisions", "heard",
        )  # fmt: skip
        read_only_fields = fields


class OneMeetingSerializer(MeetingSerializer):
    """The whole record; who came stands under ``attendance/``."""

    sittings = SittingSerializer(many=True)
    agenda = ItemSerializer(many=True)
    talks = TalkSerializer(source="lectures", many=True, help_text="党课：谁讲，讲什么")
    chair = serializers.IntegerField(source="chair_id", allow_null=True)
    recorder = serializers.IntegerField(source="recorder_id", allow_null=True)
    theme = serializers.IntegerField(source="theme_id", allow_null=True)

    class Meta(MeetingSerializer.Meta):
        fields = (
            *MeetingSerializer.Meta.fields,
            "sittings", "talks", "chair", "recorder", "observers", "theme", "summary", "agenda",
            "expected_voters", "present_voters", "late_reason", "cancel_reason",
        )  # fmt: skip
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer):
    member = serializers.IntegerField(source="member_id")
    name = serializers.CharField(source="member.name")
    sitting = serializers.SerializerMethodField(help_text="第几场；未到会为空")

    class Meta:
        model = Attendance
        fields = (
            "member", "name", "presence", "note", "may_vote", "sitting", "made_up_on",
            "made_up_how",
        )  # fmt: skip
        read_only_fields = fields

    def get_sitting(self, row: Any) -> int | None:
        return row.sitting.number if row.sitting else None
