"""Units: found, rename, move, close."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from accounts.models import User
from accounts.widgets import DayInput
from branches.choices import UnitKind
from branches.models import Unit


class UnitForm(forms.Form):
    """Name and kind; ``NewUnitForm`` adds what is fixed at founding."""

    name = forms.CharField(label="名称", max_length=64, help_text="全称，如：城南消防救援站")
    short_name = forms.CharField(
        label="简称", max_length=32, required=False, help_text="页面上位置小的地方用，如：城南站"
    )
    kind = forms.ChoiceField(label="类型", choices=UnitKind.choices)


class NewUnitForm(UnitForm):
    code = forms.CharField(
        label="代码", max_length=32, help_text="全系统唯一，建立后不能改；用于导入和导出"
    )
    founded_on = forms.DateField(label="成立日期", widget=DayInput(), required=False)


class RenameUnitForm(UnitForm):
    reason = forms.CharField(
        label="依据", max_length=120, required=False, help_text="如：更名批复的文号"
    )


class MoveUnitForm(forms.Form):
    """Where to: any open unit of one's own but itself and what is below it."""

    to = forms.ModelChoiceField(
        label="新的上级单位",
        queryset=Unit.objects.none(),
        widget=forms.Select({"data-search": ""}),
    )
    reason = forms.CharField(label="依据", max_length=120, required=False)

    def __init__(self, *args: Any, unit: Unit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.manageable_by(user).filter(closed_on=None)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = places.exclude(
            path__startswith=unit.path
        ).exclude(kind__in=[UnitKind.STATION, UnitKind.OFFICE])


class CloseForm(forms.Form):
    """For units and Party organisations."""

    day = forms.DateField(label="撤销日期", widget=DayInput(), help_text="这一天是最后一天")
    reason = forms.CharField(label="依据", max_length=120, help_text="如：撤销批复的文号")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": today})
        super().__init__(*args, **kwargs)


class ReopenForm(forms.Form):
    reason = forms.CharField(label="依据", max_length=120)
