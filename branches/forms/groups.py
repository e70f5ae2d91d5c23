"""Party groups."""

from __future__ import annotations

from django import forms

from accounts.widgets import DayInput


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=64)
    area = forms.CharField(
        label="片区", max_length=64, required=False, help_text="联合党支部常按片区或班次划分"
    )


class NewGroupForm(GroupForm):
    founded_on = forms.DateField(label="成立日期", widget=DayInput())


class DissolveGroupForm(forms.Form):
    day = forms.DateField(label="撤销日期", widget=DayInput())
