"""Small forms of single steps."""

from __future__ import annotations

from django import forms

from accounts.widgets import DayInput
from meetings.choices import MeetingKind, Presence


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label="要支部改什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明退回的原因，让支部知道要改什么。"},
    )


class ExplainForm(forms.Form):
    explanation = forms.CharField(
        label="核实情况",
        max_length=200,
        error_messages={"required": "请写明核实的情况。"},
    )


class CorrectForm(forms.Form):
    presence = forms.TypedChoiceField(label="更正为", choices=Presence.choices, coerce=Presence)
    reason = forms.CharField(label="原因", max_length=200, required=False)


class MakeUpForm(forms.Form):
    on = forms.DateField(label="补学日期", widget=DayInput)
    how = forms.CharField(label="补学方式", max_length=100, required=False)


class DoneForm(forms.Form):
    on = forms.DateField(label="完成日期", widget=DayInput)


class CancelForm(forms.Form):
    """A meeting that was not held."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kinds = forms.TypedMultipleChoiceField(
        label="哪种会议没有召开",
        choices=MeetingKind.choices,
        coerce=MeetingKind,
        widget=forms.CheckboxSelectMultiple,
    )
    day = forms.DateField(label="原定日期", widget=DayInput)
    reason = forms.CharField(
        label="未召开的原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：全员赴外地增援，任务结束后补开。这样上级看到的是“未召开”，不是“未录入”。",
    )
