"""The parts of the record's form. What spans parts or needs the roster is judged by the service."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from meetings.choices import MeetingKind, VoteMatter, VoteMethod
from meetings.fields import GUEST
from meetings.record import Ballot, Resolve, SittingTime, Talk, Words

VOTES = ("yes", "no", "abstained")


class Keys(forms.MultipleChoiceField):
    """Keys of rows, as numbers; whether they are the right ones is judged by the service."""

    default_error_messages = {"invalid_key": "选项无效，请重新选择。"}

    def validate(self, value: list[str]) -> None:
        if any(not each.isdecimal() for each in value):
            raise forms.ValidationError(self.error_messages["invalid_key"], code="invalid_key")

    def clean(self, value: Any) -> tuple[int, ...]:
        return tuple(dict.fromkeys(int(each) for each in super().clean(value)))


class HeadForm(forms.Form):
    """What, when, where, who leads, what is said in sum."""

    kinds = forms.MultipleChoiceField(
        label="会议类型",
        choices=MeetingKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = Keys(label="党小组", required=False)
    partners = Keys(label="联合支部", required=False)
    theme = forms.IntegerField(label="主题", required=False)
    title = forms.CharField(label="主题", required=False, max_length=120)
    day = forms.DateField(label="日期", required=False)
    starts = forms.TimeField(label="开始", required=False)
    ends = forms.TimeField(label="结束", required=False)
    place = forms.CharField(label="地点", required=False, max_length=64)
    two = forms.BooleanField(label="分两场召开", required=False)
    day2 = forms.DateField(label="第二场日期", required=False)
    starts2 = forms.TimeField(label="第二场开始", required=False)
    ends2 = forms.TimeField(label="第二场结束", required=False)
    place2 = forms.CharField(label="第二场地点", required=False, max_length=64)
    chair = forms.IntegerField(label="主持人", required=False)
    recorder = forms.IntegerField(label="记录人", required=False)
    observers = forms.CharField(label="列席人员", required=False, max_length=300)
    summary = forms.CharField(label="主要内容", required=False)
    late_reason = forms.CharField(label="补录原因", required=False, max_length=200)
    attachment = Keys(label="照片和附件", required=False)

    def clean(self) -> dict[str, Any]:
        """Every sitting has a day, a beginning and an end."""
        cleaned = super().clean() or {}
        for suffix in ("", "2") if cleaned.get("two") else ("",):
            for name in ("day", "starts", "ends"):
                field = name + suffix
                if field not in self.errors and cleaned.get(field) is None:
                    self.add_error(field, f"请填写{self.fields[field].label}。")
        return cleaned

    def sittings(self) -> tuple[SittingTime, ...]:
        """The one or two sittings, in local time."""
        first = self._sitting("", "")
        return (first, self._sitting("2", "place2")) if self.cleaned_data["two"] else (first,)

    def _sitting(self, suffix: str, place: str) -> SittingTime:
        data = self.cleaned_data
        day: date = data[f"day{suffix}"]
        return SittingTime(
            _moment(day, data[f"starts{suffix}"]),
            _moment(day, data[f"ends{suffix}"]),
            data[place] if place else "",
        )


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


class ItemForm(forms.Form):
    """One item of the agenda and its vote."""

    title = forms.CharField(label="议题", required=False, max_length=120)
    report = forms.CharField(label="内容", required=False)
    heard = Keys(label="听取哪些决议", required=False)
    matter = forms.ChoiceField(
        label="表决事项", required=False, choices=[("", "不表决"), *VoteMatter.choices]
    )
    method = forms.ChoiceField(
        label="表决方式", required=False, choices=[("", "请选择"), *VoteMethod.choices]
    )
    yes = forms.IntegerField(label="赞成", required=False, min_value=0, max_value=9999)
    no = forms.IntegerField(label="反对", required=False, min_value=0, max_value=9999)
    abstained = forms.IntegerField(label="弃权", required=False, min_value=0, max_value=9999)
    written_yes = forms.IntegerField(label="书面赞成", required=False, min_value=0, max_value=9999)

    def clean(self) -> dict[str, Any]:
        """A vote has a matter, a method and all three numbers, or is none."""
        cleaned = super().clean() or {}
        given = [name for name in VOTES if cleaned.get(name) is not None]
        if cleaned.get("matter"):
            if not cleaned.get("method"):
                self.add_error("method", "请选择表决方式。")
            if len(given) < len(VOTES) and not self.errors.keys() & set(VOTES):
                self.add_error("yes", "请填写赞成、反对、弃权三个票数，没有的填 0。")
        elif given:
            self.add_error("matter", "填了票数，请选择表决的是什么事项。")
        return cleaned

    def ballot(self) -> Ballot | None:
        data = self.cleaned_data
        if not data["matter"]:
            return None
        return Ballot(
            matter=VoteMatter(data["matter"]),
            method=VoteMethod(data["method"]),
            yes=data["yes"],
            no=data["no"],
            abstained=data["abstained"],
            written_yes=data["written_yes"] or 0,
        )


class TalkForm(forms.Form):
    """Who gave a lecture, and on what."""

    who = forms.CharField(label="主讲人", required=False, max_length=18)
    name = forms.CharField(label="主讲人姓名", required=False, max_length=64)
    title = forms.CharField(label="党课题目", required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        """A name without a choice is a guest's."""
        cleaned = super().clean() or {}
        who = cleaned.get("who", "")
        if who == GUEST and not cleaned.get("name"):
            self.add_error("name", "请写明主讲人的姓名。")
        elif who not in ("", GUEST) and not who.isdecimal():
            self.add_error("who", "请选择主讲人。")
        elif cleaned.get("title") and not who and not cleaned.get("name"):
            self.add_error("who", "写了题目，请选择主讲人。")
        return cleaned

    def talk(self) -> Talk | None:
        data = self.cleaned_data
        if data["who"] and data["who"] != GUEST:
            return Talk(int(data["who"]), title=data["title"])
        return Talk(None, data["name"], data["title"]) if data["name"] else None


class SpeechForm(forms.Form):
    """What somebody said."""

    who = forms.CharField(label="发言人", required=False, max_length=18)
    text = forms.CharField(label="发言要点", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        who = cleaned.get("who", "")
        unknown = who and who != GUEST and not who.isdecimal()
        if unknown or (cleaned.get("text") and not who):
            self.add_error("who", "请选择发言人。")
        return cleaned

    def words(self) -> Words | None:
        data = self.cleaned_data
        if not data["text"]:
            return None
        return Words(data["text"], None if data["who"] == GUEST else int(data["who"]))


class DecisionForm(forms.Form):
    """What was decided, who sees to it, by when."""

    id = forms.IntegerField(required=False)
    text = forms.CharField(label="决定", required=False)
    owner = forms.IntegerField(label="责任人", required=False)
    due = forms.DateField(label="完成时限", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("owner") or cleaned.get("due")) and not cleaned.get("text"):
            self.add_error("text", "选了责任人或时限，请写明决定了什么。")
        return cleaned

    def resolve(self) -> Resolve | None:
        data = self.cleaned_data
        if not data["text"]:
            return None
        return Resolve(data["text"], data["owner"], data["due"], data["id"])
