"""Publishing a month's theme."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from branches.models import Unit


class MonthInput(forms.TextInput):
    input_type = "month"


class ThemeForm(forms.Form):
    unit = forms.ModelChoiceField(label="发布给", queryset=Unit.objects.none())
    month = forms.CharField(label="月份", max_length=7, widget=MonthInput)
    title = forms.CharField(label="主题", max_length=120)
    material = forms.CharField(
        label="学习内容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="学什么、看什么。支部采纳后可以直接打开。",
    )
    agenda = forms.CharField(
        label="议程建议",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一项。支部采纳后成为记录的议程，可以增删。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """``user`` publishes for units of whose political office the user is."""
        super().__init__(*args, **kwargs)
        units = Unit.objects.manageable_by(user).order_by("path")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if "unit" not in self.initial:
            self.initial["unit"] = units.first()


class ThemeChangeForm(ThemeForm):
    """The unit stays what it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["unit"]
