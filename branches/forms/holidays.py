"""Days off and days worked instead."""

from __future__ import annotations

from django import forms

from accounts.widgets import DayInput
from branches.calendar import DayMark
from branches.holiday_lines import LinesRefused, read_lines


class DayForm(forms.Form):
    """One exception to Monday–Friday."""

    day = forms.DateField(label="日期", widget=DayInput())
    is_off = forms.TypedChoiceField(
        label="安排",
        choices=[("off", "休：放假"), ("work", "班：补班")],
        coerce=lambda written: written == "off",
        widget=forms.RadioSelect,
        initial="off",
    )
    name = forms.CharField(label="名称", max_length=32)
    source = forms.CharField(label="依据", max_length=80, required=False)


class YearForm(forms.Form):
    """A whole year as text, one line per day or span."""

    lines = forms.CharField(
        label="放假和补班",
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text="一行一天或一段，如“2027-10-01 至 2027-10-07 休 国庆节”“2027-10-09 班 国庆节”。",
    )
    source = forms.CharField(label="依据", max_length=80, help_text="如：国办发明电〔2026〕7号")

    def clean_lines(self) -> list[DayMark]:
        try:
            return read_lines(self.cleaned_data["lines"])
        except LinesRefused as refusal:
            raise forms.ValidationError(refusal.faults) from None
