"""Beginning, naming and aiming a survey."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.widgets import DayInput
from branches.models import Branch, Unit
from members.choices import StaffCategory, Stage
from surveys.choices import BLANK, Breakdown
from surveys.models import Survey
from surveys.suppression import LEAST


class StartForm(forms.Form):
    """Whose it is, and what it begins with: nothing, a template, an earlier survey."""

    title = forms.CharField(
        label="标题", max_length=60, required=False, help_text="不填就用所选模板或问卷的标题。"
    )
    place = forms.ChoiceField(label="以谁的名义")
    start = forms.ChoiceField(label="从哪里开始", widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: Any, branches: Any, starts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {f"u{unit.pk}": unit for unit in units}
        self.branches = {f"b{branch.pk}": branch for branch in branches}
        places = {**self.units, **self.branches}
        self.fields["place"].choices = [(key, str(place)) for key, place in places.items()]  # type: ignore[attr-defined]
        self.starts = starts
        keys = [(key, title) for _, of_kind in starts for key, title, _ in of_kind]
        self.fields["start"].choices = keys  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.initial["place"] = next(iter(places))

    def clean(self) -> dict[str, Any]:
        """The place as what it is."""
        given = super().clean() or {}
        branch: Branch | None = self.branches.get(given.get("place", ""))
        given["branch"] = branch
        given["unit"] = branch.unit if branch else self.units.get(given.get("place", ""))
        if given.get("start") == BLANK and not given.get("title"):
            self.add_error("title", "空白问卷要写标题。")
        return given


class SettingsForm(forms.Form):
    """What stands at the top, and whether it is anonymous."""

    title = forms.CharField(label="标题", max_length=60)
    intro = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="为什么做、结果怎么用、大约几分钟。",
    )  # fmt: skip
    anonymous = forms.TypedChoiceField(
        label="匿名还是实名", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[
            ("yes", "匿名：系统不记录谁答了什么，结束后才有结果"),
            ("no", "实名：你能看到每个人的答案"),
        ],
        help_text="发出后不能改。",
    )  # fmt: skip

    @classmethod
    def of(cls, survey: Survey, data: Any = None) -> SettingsForm:
        initial = {
            "title": survey.title,
            "intro": survey.intro,
            "anonymous": "yes" if survey.is_anonymous else "no",
        }
        return cls(data, initial=initial)


class ShortlyNamed(forms.ModelMultipleChoiceField):
    """Units by their short names."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.short_name or obj.name


class AudienceForm(forms.Form):
    """Whom it asks."""

    units = ShortlyNamed(
        label="单位", queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="不选就是本单位和下属全部单位。",
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label="人员类别", choices=StaffCategory, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="不选就是各类人员。",
    )  # fmt: skip
    stages = forms.MultipleChoiceField(
        label="政治面貌", choices=Stage, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="不选就是全部，包括不是党员的同志。",
    )  # fmt: skip
    breakdown = forms.ChoiceField(
        label="结果按什么分组比较", choices=Breakdown, widget=forms.RadioSelect,
        help_text=f"只能选一种，会在答题页写明。不足 {LEAST} 人的组并入其他组。",
    )  # fmt: skip
    by_code_only = forms.BooleanField(
        label="不发给名册上的人，只印发一次性代码（用于不在名册上的人）", required=False
    )

    def __init__(self, *args: Any, survey: Survey, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        if survey.branch_id:
            del self.fields["units"]
            self.fields["stages"].help_text = "不选就是支部名册上的全部党员。"
            choices = [one for one in Breakdown.choices if one[0] != Breakdown.UNIT]
            self.fields["breakdown"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, survey: Survey, units: Any, data: Any = None) -> AudienceForm:
        initial = {
            "units": [unit.pk for unit in survey.units.all()],
            "categories": survey.categories,
            "stages": survey.stages,
            "breakdown": survey.breakdown,
            "by_code_only": survey.by_code_only,
        }
        return cls(data, survey=survey, units=units, initial=initial)


class SendForm(forms.Form):
    """To which day answers are taken."""

    closes_on = forms.DateField(
        label="截止日期",
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"required": "请选择今天或以后的截止日期。"},
    )


class CodesForm(forms.Form):
    """How many slips are printed."""

    number = forms.IntegerField(
        label="份数",
        min_value=1,
        max_value=400,
        initial=30,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "份数请填 1 至 400。"
        ),
    )
