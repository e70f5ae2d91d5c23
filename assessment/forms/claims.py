"""Claiming points, and deciding on a claim."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from assessment.models import Rule


class ClaimForm(forms.Form):
    """What is claimed under which of ``rules``. The token makes a double click harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    rule = forms.ModelChoiceField(
        label="积分项", queryset=Rule.objects.none(), empty_label="请选择"
    )
    points = forms.DecimalField(
        label="分值", max_digits=5, decimal_places=1, required=False,
        help_text="不填按该项的分值；分档的项请按佐证填写。",
    )  # fmt: skip
    occurred_on = forms.DateField(
        label="发生日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清时间、事项和依据的文件，例如“8月10日抗洪抢险，受支队通报表扬”。",
    )  # fmt: skip
    evidence = forms.FileField(
        label="佐证", required=False, help_text="照片、PDF、Word 或 Excel，不超过 10 MB"
    )

    def __init__(self, *args: Any, rules: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without points: those of the rule."""
        given = super().clean() or {}
        if given.get("points") is None and "rule" in given:
            given["points"] = given["rule"].points
        return given


class DecisionForm(forms.Form):
    """Approve, or refuse with a remark."""

    approved = forms.TypedChoiceField(
        label="审核", coerce=lambda value: value == "yes",
        choices=[("yes", "认定"), ("no", "不予认定")], widget=forms.RadioSelect,
    )  # fmt: skip
    remark = forms.CharField(
        label="意见", max_length=200, required=False, help_text="不予认定时请写明原因。"
    )


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label="原因", max_length=180, error_messages={"required": "请写明原因。"}
    )
