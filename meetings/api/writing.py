"""A record as it is sent, read into the plain values that the service judges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.rest.views import KeyField
from branches.models import Branch
from meetings import completeness, roster
from meetings.choices import MeetingKind, Presence, VoteMatter, VoteMethod
from meetings.completeness import MOST_SITTINGS
from meetings.record import Ballot, Item, Mark, Record, Resolve, SittingTime, Talk, Words

MOST_VOTES, MOST_PARTS, MOST_VERSIONS = 9999, 100, 2**31 - 1
LONG = 20_000


class SittingInput(serializers.Serializer):
    starts_at = serializers.DateTimeField(help_text="开始")
    ends_at = serializers.DateTimeField(help_text="结束")
    place = serializers.CharField(max_length=64, default="", allow_blank=True)


class MarkInput(serializers.Serializer):
    member = KeyField(help_text="人员编号")
    presence = serializers.ChoiceField(choices=Presence.choices)
    sitting = serializers.IntegerField(min_value=1, max_value=MOST_SITTINGS, default=1)
    note = serializers.CharField(max_length=100, default="", allow_blank=True)


class BallotInput(serializers.Serializer):
    matter = serializers.ChoiceField(choices=VoteMatter.choices)
    method = serializers.ChoiceField(choices=VoteMethod.choices)
    yes = serializers.IntegerField(min_value=0, max_value=MOST_VOTES)
    no = serializers.IntegerField(min_value=0, max_value=MOST_VOTES)
    abstained = serializers.IntegerField(min_value=0, max_value=MOST_VOTES)
    written_yes = serializers.IntegerField(min_value=0, max_value=MOST_VOTES, default=0)


class WordsInput(serializers.Serializer):
    speaker = KeyField(allow_null=True, default=None, help_text="人员编号；列席人员为空")
    text = serializers.CharField(max_length=LONG)


class ResolveInput(serializers.Serializer):
    text = serializers.CharField(max_length=LONG)
    owner = KeyField(allow_null=True, default=None, help_text="责任人的人员编号")
    due_on = serializers.DateField(allow_null=True, default=None)
    decision = KeyField(allow_null=True, default=None, help_text="改写已有决定时，它的编号")


class ItemInput(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    report = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    ballot = BallotInput(allow_null=True, default=None)
    speeches = WordsInput(many=True, default=list, max_length=MOST_PARTS)
    decisions = ResolveInput(many=True, default=list, max_length=MOST_PARTS)
    heard = serializers.ListField(
        child=KeyField(),
        default=list,
        max_length=MOST_PARTS,
        help_text="听取以前决议的落实情况：督办事项的编号，从 duties/?source=decision 取",
    )

    @staticmethod
    def read(sent: dict[str, Any]) -> Item:
        return Item(
            title=sent["title"],
            report=sent["report"],
            ballot=Ballot(**_ballot(sent["ballot"])) if sent["ballot"] else None,
            speeches=tuple(Words(each["text"], each["speaker"]) for each in sent["speeches"]),
            decisions=tuple(
                Resolve(each["text"], each["owner"], each["due_on"], each["decision"])
                for each in sent["decisions"]
            ),
            heard=tuple(dict.fromkeys(sent["heard"])),
        )


def _ballot(sent: dict[str, Any]) -> dict[str, Any]:
    return sent | {"matter": VoteMatter(sent["matter"]), "method": VoteMethod(sent["method"])}


class TalkInput(serializers.Serializer):
    lecturer = KeyField(allow_null=True, default=None, help_text="主讲人的人员编号；外请为空")
    guest = serializers.CharField(
        max_length=64, default="", allow_blank=True, help_text="外请主讲人的姓名"
    )
    title = serializers.CharField(
        max_length=120, default="", allow_blank=True, help_text="题目；不写同会议主题"
    )


class RecordInput(serializers.Serializer):
    """What is common to a new record and a changed one."""

    kinds = serializers.MultipleChoiceField(
        choices=MeetingKind.choices, allow_empty=False, help_text="一次可计入多类"
    )
    title = serializers.CharField(max_length=120)
    sittings = SittingInput(many=True, min_length=1, max_length=MOST_SITTINGS)
    place = serializers.CharField(max_length=64)
    attendance = MarkInput(
        many=True,
        default=list,
        max_length=5000,
        help_text="只写例外：当日名册上没有写到的人，按到会（第一场）记",
    )
    chair = KeyField(help_text="主持人的人员编号")
    recorder = KeyField(help_text="记录人的人员编号")
    summary = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    items = ItemInput(many=True, default=list, max_length=MOST_PARTS, help_text="议题")
    talks = TalkInput(
        many=True, default=list, max_length=MOST_PARTS, help_text="党课：谁讲，讲什么"
    )
    theme = KeyField(allow_null=True, default=None, help_text="采纳的月度主题编号")
    groups = serializers.ListField(
        child=KeyField(), default=list, max_length=MOST_PARTS, help_text="党小组会：哪些党小组"
    )
    partners = serializers.ListField(
        child=serializers.CharField(max_length=32),
        required=False,
        max_length=MOST_PARTS,
        help_text="一起开展的支部的代码；不写则不变",
    )
    attachments = serializers.ListField(
        child=KeyField(),
        required=False,
        max_length=MOST_PARTS,
        help_text="照片和附件的编号，先从 attachments/ 上传；不写则不变",
    )
    observers = serializers.CharField(max_length=300, default="", allow_blank=True)
    late_reason = serializers.CharField(max_length=200, default="", allow_blank=True)
    seen = serializers.ListField(
        child=serializers.CharField(max_length=200),
        default=list,
        max_length=MOST_PARTS,
        help_text="已看过的疑点 key；有没看过的，答 409 并列出，确认无误后带上再发",
    )

    @property
    def day(self) -> date:
        return timezone.localdate(self.validated_data["sittings"][0]["starts_at"])

    def record(self, branches: list[Branch], attachment_ids: tuple[int, ...] = ()) -> Record:
        """For the service: of the branch itself and its partners. Two queries, for the roster of
        the day."""
        sent: dict[str, Any] = self.validated_data
        kinds = completeness.credited_kinds(MeetingKind(kind) for kind in sent["kinds"])
        record = Record(
            kinds=kinds,
            title=sent["title"],
            sittings=tuple(SittingTime(**each) for each in sent["sittings"]),
            place=sent["place"],
            marks={},
            chair_id=sent["chair"],
            recorder_id=sent["recorder"],
            summary=sent["summary"],
            items=tuple(ItemInput.read(each) for each in sent["items"]),
            theme_id=sent["theme"],
            group_ids=tuple(sent["groups"]),
            observers=sent["observers"],
            late_reason=sent["late_reason"],
            attachment_ids=tuple(sent.get("attachments", attachment_ids)),
            talks=tuple(
                Talk(each["lecturer"], each["guest"], each["title"]) for each in sent["talks"]
            ),
            partner_ids=tuple(each.pk for each in branches[1:]),
        )
        seats = roster.expected_on(branches, completeness.held_on(record), record)
        marks = {seat.member_id: Mark(Presence.PRESENT) for seat in seats} | {
            each["member"]: Mark(Presence(each["presence"]), each["sitting"], each["note"])
            for each in sent["attendance"]
        }
        return replace(record, marks=marks)


class NewRecordInput(RecordInput):
    branch = serializers.CharField(max_length=32, help_text="党支部代码")
    token = serializers.UUIDField(help_text="自己生成；同一个再发一次，得到同一条记录")


class ChangedRecordInput(RecordInput):
    version = serializers.IntegerField(
        min_value=1, max_value=MOST_VERSIONS, help_text="依据的是第几版"
    )


class RemarkInput(serializers.Serializer):
    remark = serializers.CharField(max_length=300, default="", allow_blank=True)
    version = serializers.IntegerField(
        min_value=1, max_value=MOST_VERSIONS, required=False, help_text="依据的是第几版"
    )


class CorrectionInput(serializers.Serializer):
    presence = serializers.ChoiceField(choices=Presence.choices)
    reason = serializers.CharField(max_length=200, help_text="更正的原因")
    version = serializers.IntegerField(
        min_value=1, max_value=MOST_VERSIONS, required=False, help_text="会议记录依据的是第几版"
    )


class MakeUpInput(serializers.Serializer):
    on = serializers.DateField(help_text="补学日期")
    how = serializers.CharField(max_length=100, help_text="怎样补学")
