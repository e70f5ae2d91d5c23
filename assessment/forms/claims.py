"""Claiming points, and deciding on a claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from accounts.uploads import TAKEN
from assessment.models import Rule
from assessment.refusals import Problem
from assessment.wording import plain, span_of_points


class RuleSelect(forms.Select):
    """Each rule brings what is to be given with it, for static/js/claim.js."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if rule := getattr(value, "instance", None):
            option["attrs"]["data-hint"] = wanted(rule)
        return option


class RuleField(forms.ModelChoiceField):
    """Rules by name and points: the range is known before a number is typed."""

    widget = RuleSelect

    def label_from_instance(self, rule: Any) -> str:
        return f"{rule.name}（{span_of_points(rule.points, rule.points_to)}）"


def wanted(rule: Rule) -> str:
    """What is to be given when one claims under it."""
    if rule.points_to is None:
        points = f"这一项是 {plain(rule.points)} 分，不用填。"
    else:
        span = span_of_points(rule.points, rule.points_to)
        points = f"这一项是 {span}，按佐证填；不填按 {plain(rule.points)} 分。"
    cap = f"每季封顶 {plain(rule.cap)} 分。" if rule.cap else ""
    return points + cap + ("须附佐证。" if rule.points > 0 else "可以不附佐证。")


class ClaimForm(forms.Form):
    """What is claimed under which of ``rules``. The token makes a double click harmless."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    rule = RuleField(label="积分项", queryset=Rule.objects.none(), empty_label="请选择")
    points = forms.DecimalField(
        label="分值", max_digits=5, decimal_places=1, required=False,
        help_text="分档的项按佐证填写，其余不用填。",
    )  # fmt: skip
    occurred_on = forms.DateField(
        label="发生日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清时间、事项和依据的文件，例如“8月10日抗洪抢险，受支队通报表扬”。",
    )  # fmt: skip
    evidence = forms.FileField(
        label="佐证",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx"}),
        help_text=f"{TAKEN}。严禁上传涉密内容。",
        error_messages={"required": "请附上佐证材料（证书、通报的照片或文件）。"},
    )

    def __init__(self, *args: Any, rules: Any, own: bool, **kwargs: Any) -> None:
        """``own``: for oneself, which is always a gain and needs evidence."""
        super().__init__(*args, **kwargs)
        self.fields["evidence"].required = own
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without points: those of the rule."""
        given = super().clean() or {}
        if given.get("points") is None and "rule" in given:
            given["points"] = given["rule"].points
        return given

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Say what a service finds wrong, each at its field; once where the form said it."""
        for problem in problems:
            if problem.field not in self.errors:
                self.add_error(problem.field or None, problem.sentence)

    def ask_for_the_file_again(self) -> None:
        """No browser keeps a chosen file in a form that came back: said where it was chosen."""
        chosen = self.files.get("evidence")
        if chosen and "evidence" not in self.errors:
            self.add_error("evidence", f"文件没有问题，但要再选一次：请重新选择“{chosen.name}”。")


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
