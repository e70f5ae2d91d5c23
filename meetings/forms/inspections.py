"""Starting an inspection, marking a record, answering, correcting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from accounts.models import User
from accounts.widgets import DayInput
from branches import scope
from branches.models import Unit
from branches.paths import STEP
from branches.periods import Grain, Period
from meetings.choices import Criterion, Grade, MeetingKind
from meetings.inspections.drawing import Wish
from meetings.inspections.suggestions import Suggestion
from meetings.models import InspectedRecord, InspectionFinding
from meetings.services.inspecting import Found, Sheet

MONTHS_BACK, QUARTERS_BACK = 6, 4
GONE = "勾选的一处问题，记录里现在已经没有了；请核对后再保存。"


def periods(today: date) -> list[tuple[str, str]]:
    """Months and quarters up to the running ones, the latest first."""
    found = []
    for grain, number in ((Grain.MONTH, MONTHS_BACK), (Grain.QUARTER, QUARTERS_BACK)):
        period = Period.containing(today, grain)
        for _ in range(number):
            found.append((str(period), period.label))
            period = period.previous
    return found


def usual_name(period: str) -> str:
    """What an inspection is called that nobody named."""
    return f"{period}组织生活记录调阅"


def units_of(user: User) -> Any:
    """Units that one may look through: those one acts for, and those below that hold branches."""
    held = scope.held_by(user)
    seen = Unit.objects.visible_to(user).filter(scope.under(held.unit_paths))
    top = min((len(path) for path in held.unit_paths), default=0) // STEP
    return seen.filter(depth__lte=top + 1).order_by("path")


class InspectionForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="名称",
        max_length=80,
        required=False,
        help_text="也是通报的标题；不填就按时段起名。",
    )
    unit = forms.ModelChoiceField(
        label="调阅范围", queryset=Unit.objects.none(), help_text="包括下面所有的支部。"
    )
    period = forms.ChoiceField(label="时段")
    kinds = forms.TypedMultipleChoiceField(
        label="会议类型",
        choices=MeetingKind.choices,
        coerce=MeetingKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一种也不选，就是全部类型。",
    )
    per_branch = forms.IntegerField(
        label="每个支部抽几份",
        min_value=1,
        max_value=10,
        help_text="不够的全抽。草稿不抽，您看得到的调阅抽过的也不再抽。",
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = units_of(user)
        choices = periods(today)
        cast(forms.ChoiceField, self.fields["period"]).choices = choices
        if label := dict(choices).get(str(self["period"].value())):
            self.fields["name"].widget.attrs["placeholder"] = usual_name(label)

    def clean_period(self) -> Period:
        return Period.parse(self.cleaned_data["period"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("name") and "period" in said:
            said["name"] = usual_name(said["period"].label)
        return said

    @property
    def wish(self) -> Wish:
        """What was asked for, of a valid form."""
        said = self.cleaned_data
        return Wish(self.user, said["unit"], said["period"], said["kinds"], said["per_branch"])


class SharedForm(forms.Form):
    """What several people write at: saved by the version that they saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def go_on_from(self, version: int) -> None:
        """What was typed stays; the next saving goes by the version that stands now."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        self.data = data


class MarkForm(SharedForm):
    """A mark sheet: in each respect a grade, suggestions to confirm, further findings by line."""

    grade = forms.TypedChoiceField(
        label="总评",
        choices=Grade.choices,
        coerce=Grade,
        widget=forms.RadioSelect,
        error_messages={"required": "请给出总评。"},
    )
    practice = forms.CharField(
        label="好的做法",
        max_length=120,
        required=False,
        help_text="写了就列入通报和月度通报。",
    )
    remark = forms.CharField(
        label="评语", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, data: Any, *, record: InspectedRecord, suggested: Sequence[Suggestion]
    ) -> None:
        self.record = record
        self.saved = list(record.findings.all())
        self.suggested = self._with_kept(suggested)
        super().__init__(data, initial=self._initial())
        self.fields["confirmed"] = forms.MultipleChoiceField(
            label="问题",
            choices=[(one.key, one.text) for one in self.suggested],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": GONE},
        )
        for criterion in Criterion:
            self.fields[f"mark_{criterion}"] = forms.ChoiceField(
                label=criterion.label,
                choices=Grade.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"found_{criterion}"] = forms.CharField(
                label=f"{criterion.label}：其他问题",
                required=False,
                max_length=1000,
                widget=forms.Textarea(
                    attrs={"rows": 1, "class": "control", "placeholder": "其他问题，每行一条"}
                ),
            )

    def _with_kept(self, suggested: Sequence[Suggestion]) -> list[Suggestion]:
        """What was confirmed before stays to be seen, though the record may have changed since."""
        kept = {one.key: one for one in self.saved if one.key}
        now = [
            Suggestion(one.criterion, one.key, kept[one.key].text if one.key in kept else one.text)
            for one in suggested
        ]
        known = {one.key for one in now}
        gone = [
            Suggestion(Criterion(one.criterion), one.key, one.text)
            for key, one in kept.items()
            if key not in known
        ]
        return [*now, *gone]

    def _initial(self) -> dict[str, Any]:
        record = self.record
        own: dict[str, list[str]] = {}
        for one in self.saved:
            if not one.key:
                own.setdefault(f"found_{one.criterion}", []).append(one.text)
        return {
            "version": record.version,
            "grade": record.grade,
            "practice": record.practice,
            "remark": record.remark,
            "confirmed": [one.key for one in self.saved if one.key],
            **{f"mark_{key}": value for key, value in record.marks.items()},
            **{name: "\n".join(lines) for name, lines in own.items()},
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for criterion in Criterion:
            name = f"found_{criterion}"
            if any(len(line) > 200 for line in said.get(name, "").splitlines()):
                self.add_error(name, "每条问题最多 200 个字，请写短些或分成几条。")
        return said

    @property
    def aspects(self) -> Iterator[tuple[Criterion, BoundField, list[tuple[Any, bool]], BoundField]]:
        """Criterion, its grade, suggestions with whether ticked, and the field for others."""
        ticked = set(self["confirmed"].value() or [])
        for criterion in Criterion:
            here = [one for one in self.suggested if one.criterion == criterion]
            yield (
                criterion,
                self[f"mark_{criterion}"],
                [(one, one.key in ticked) for one in here],
                self[f"found_{criterion}"],
            )

    @property
    def sheet(self) -> Sheet:
        """What was filled in, of a valid form."""
        said = self.cleaned_data
        confirmed = set(said["confirmed"])
        findings = [
            Found(one.criterion, one.text, one.key)
            for one in self.suggested
            if one.key in confirmed
        ]
        for criterion in Criterion:
            lines = said[f"found_{criterion}"].splitlines()
            findings += [Found(criterion, line.strip()) for line in lines if line.strip()]
        return Sheet(
            grade=said["grade"],
            marks={criterion.value: said[f"mark_{criterion}"] for criterion in Criterion},
            remark=said["remark"],
            practice=said["practice"],
            findings=findings,
        )


class AnswerForm(forms.Form):
    """One of many that are sent together, so its fields are known by the finding; one that was
    left as it is asks for nothing."""

    answer = forms.CharField(
        label="整改情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明整改情况。"},
    )
    mended_on = forms.DateField(
        label="完成日期",
        widget=DayInput,
        help_text="还没改完的，写计划完成的日期。",
        error_messages={"required": "请填写完成日期。"},
    )

    def __init__(
        self, data: Any = None, *, finding: InspectionFinding, today: date, **kwargs: Any
    ) -> None:
        self.finding = finding
        initial = {"answer": finding.answer, "mended_on": finding.mended_on or today}
        super().__init__(
            data,
            initial=initial,
            auto_id="%s",
            empty_permitted=True,
            use_required_attribute=False,
            **kwargs,
        )

    def add_prefix(self, field_name: str) -> str:
        return f"{field_name}-{self.finding.pk}"

    def has_changed(self) -> bool:
        """A day alone, which the page fills in, answers nothing."""
        silent = not (self["answer"].value() or "").strip()
        return super().has_changed() and bool(self.finding.answer or not silent)


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label="更正内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明原来哪里不对、现在应是什么。发布后不能再改。",
    )
    withdraws = forms.BooleanField(
        label="撤回原通报（原文仍可查看，标明已撤回，不再计入统计）", required=False
    )


class WordingForm(SharedForm):
    """The paragraphs of a notice."""

    def __init__(self, *args: Any, paragraphs: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in paragraphs:
            rows = min(12, max(3, len(one.text) // 22 + one.text.count("\n") + 1))
            self.fields[one.code] = forms.CharField(
                label=one.heading,
                required=False,
                max_length=4000,
                initial=one.text,
                widget=forms.Textarea(attrs={"rows": rows}),
            )
