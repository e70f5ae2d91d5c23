"""Party organisations: found, change, cover."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from accounts.widgets import DayInput
from branches.calendar import WEEKDAY_NAMES
from branches.choices import BranchKind, ThemeDayRule
from branches.models import Branch, Unit
from branches.paths import above
from branches.services.branches import SUPERIORS

ORDINALS = [(number, f"第{'一二三四'[number - 1]}个") for number in range(1, 5)] + [(5, "最后一个")]


NEEDED_BY: dict[str, tuple[str, ...]] = {
    ThemeDayRule.FIXED_DAY: ("theme_day_date",),
    ThemeDayRule.NTH_WEEKDAY: ("theme_day_nth", "theme_day_weekday"),
    ThemeDayRule.LAST_WORKDAY: (),
}


class ThemeDayForm(forms.Form):
    """The branch's fixed day. It has only the fields that the chosen rule needs."""

    theme_day_rule = forms.ChoiceField(
        label="主题党日", choices=ThemeDayRule.choices, widget=forms.RadioSelect
    )
    theme_day_date = forms.IntegerField(
        label="每月几日", min_value=1, max_value=31, help_text="没有这一天的月份取月末"
    )
    theme_day_nth = forms.TypedChoiceField(label="第几个", choices=ORDINALS, coerce=int)
    theme_day_weekday = forms.TypedChoiceField(
        label="周几",
        choices=list(enumerate(f"周{name}" for name in WEEKDAY_NAMES)),
        coerce=int,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self["theme_day_rule"].value()
        for name in {name for names in NEEDED_BY.values() for name in names}:
            if name not in NEEDED_BY.get(rule, ()):
                del self.fields[name]

    def rule(self) -> dict[str, Any]:
        """The fields of Branch that say it."""
        asked = self.cleaned_data
        return {
            "theme_day_rule": asked["theme_day_rule"],
            "theme_day_number": asked.get("theme_day_date") or asked.get("theme_day_nth") or 1,
            "theme_day_weekday": asked.get("theme_day_weekday") or 0,
        }

    @staticmethod
    def initial_of(branch: Branch) -> dict[str, Any]:
        """The form's fields as the branch has them."""
        return {
            "theme_day_rule": branch.theme_day_rule,
            "theme_day_date": branch.theme_day_number,
            "theme_day_nth": min(branch.theme_day_number, 5),
            "theme_day_weekday": branch.theme_day_weekday,
        }


class BranchForm(ThemeDayForm):
    """What may change; ``NewBranchForm`` adds what is fixed at founding."""

    name = forms.CharField(label="名称", max_length=64)
    superior = forms.ModelChoiceField(
        label="上级党组织",
        queryset=Branch.objects.none(),
        required=False,
        empty_label="（无）",
        widget=forms.Select({"data-search": ""}),
    )
    purpose = forms.CharField(
        label="任务",
        max_length=120,
        required=False,
        help_text="临时党支部填写，如：防汛抢险",
    )
    usual_place = forms.CharField(
        label="常用地点", max_length=64, required=False, help_text="记会议时自动填入"
    )

    def __init__(self, *args: Any, user: User, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["superior"]).queryset = (
            Branch.objects.visible_to(user).existing_on(day).filter(kind__in=SUPERIORS)
        )

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        own = {"name", "superior", "purpose", "usual_place"} & self.cleaned_data.keys()
        return {name: self.cleaned_data[name] for name in own} | self.rule()


class ChangeBranchForm(BranchForm):
    reason = forms.CharField(
        label="依据", max_length=120, required=False, help_text="如：更名批复的文号"
    )

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if branch.kind != BranchKind.TEMPORARY:
            del self.fields["purpose"]


class NewBranchForm(BranchForm):
    code = forms.CharField(label="代码", max_length=32, help_text="全系统唯一，建立后不能改")
    kind = forms.ChoiceField(label="类型", choices=BranchKind.choices, widget=forms.RadioSelect)
    founded_on = forms.DateField(label="成立日期", widget=DayInput())
    covers = forms.ModelMultipleChoiceField(
        label="覆盖单位",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple({"data-search": ""}),
        help_text="除所在单位外还包括哪些单位；联合党支部必填",
    )

    def __init__(self, *args: Any, unit: Unit, user: User, day: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, day=day, **kwargs)
        cast(forms.ModelChoiceField, self.fields["covers"]).queryset = coverable(unit, user)


class CoverForm(forms.Form):
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), widget=forms.Select({"data-search": ""})
    )
    since = forms.DateField(label="自", widget=DayInput())

    def __init__(self, *args: Any, branch: Branch, user: User, day: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": day})
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = coverable(branch.unit, user)


class UncoverForm(forms.Form):
    until = forms.DateField(
        label="止", widget=DayInput(), error_messages={"required": "请填写止的日期。"}
    )


def coverable(unit: Unit, user: User) -> QuerySet[Unit]:
    """The units around: below this one, or beside it where nothing is below."""
    around = unit.path if unit.numchild or unit.is_root() else above(unit.path)
    near = Unit.objects.manageable_by(user).filter(path__startswith=around, closed_on=None)
    return near.exclude(pk=unit.pk)
