"""Objecting, and answering an objection."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.ui.words import signed
from assessment.letters import shortened
from assessment.models import Entry, Rule
from meetings.listing import kinds_of


class EntryChoice(forms.ModelChoiceField):
    def label_from_instance(self, entry: Entry) -> str:
        """``8月14日　主题党日　+2 分　学习条例``: what tells lines apart stands first."""
        day, meeting = entry.occurred_on, entry.meeting
        kind = "、".join(kinds_of(meeting)) if meeting else shortened(entry.rule.name)
        about = meeting or entry.reason
        return f"{day.month}月{day.day}日　{kind}　{signed(entry.points)} 分　{about}"


class ObjectionForm(forms.Form):
    """To one of one's own ``entries``, or to something that is missing."""

    entry = EntryChoice(
        label="对哪一条", queryset=Entry.objects.none(), required=False, empty_label="漏记或其他"
    )
    text = forms.CharField(
        label="异议", max_length=300, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明哪里不对、应当是什么、谁可以证明。",
    )  # fmt: skip

    def __init__(self, *args: Any, entries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = entries.prefetch_related("meeting__credits")  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Upheld with points under a rule (or by counting corrected records again), or rejected."""

    upheld = forms.TypedChoiceField(
        label="结论", coerce=lambda value: value == "yes",
        choices=[("yes", "异议成立，更正"), ("no", "维持原分")], widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(label="答复", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    rule = forms.ModelChoiceField(
        label="更正记在哪一项", queryset=Rule.objects.none(), required=False, empty_label="请选择"
    )
    points = forms.DecimalField(
        label="更正分值", max_digits=5, decimal_places=1, required=False,
        help_text="多给填正数，扣回填负数。已经更正了会议记录的，两项都不填，系统按记录重新计算。",
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Rule and points belong together."""
        given = super().clean() or {}
        if given.get("upheld") and bool(given.get("rule")) != bool(given.get("points")):
            raise forms.ValidationError("更正的积分项和分值要一起填写，或者都不填。")
        return given
