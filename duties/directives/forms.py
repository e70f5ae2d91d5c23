"""Forms about directives."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from accounts.widgets import DayInput
from branches import scope
from branches.choices import UnitKind
from branches.models import Branch, Unit
from duties.directives.pointing import Meeting
from duties.models import Directive, DirectiveStep

DAYS = ("study_by", "deploy_by", "carry_out_by", "inspect_by")
BELOW = [UnitKind.CORPS, UnitKind.DETACHMENT, UnitKind.BRIGADE]
WHOLE, CHOSEN = "whole", "chosen"
AT_A_GLANCE = 8  # so many meetings stand open, more in a menu


class DirectiveForm(forms.ModelForm):
    """What is asked for, of whom, and until when."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    reach = forms.ChoiceField(
        label="下发给",
        choices=[(WHOLE, "管辖的全部党支部"), (CHOSEN, "选大队、党支部")],
        widget=forms.RadioSelect,
        initial=WHOLE,
    )

    class Meta:
        model = Directive
        fields = (
            "title", "number", "text", "unit", "units", "branches", *DAYS, "due_on",
        )  # fmt: skip
        labels = {"units": "大队（单位）", "branches": "党支部"}
        help_texts = {
            "units": "包括下面所有的党支部",
            "branches": "临时党支部要在这里点名才会收到",
            "due_on": "最后一个环节的期限；上面四个不填，就都以这一天为准",
        }
        widgets = {
            "text": forms.Textarea({"rows": 8}),
            **{name: DayInput() for name in (*DAYS, "due_on")},
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, today = scope.held_by(user), timezone.localdate()
        own: Any = self.fields["unit"]
        own.queryset = Unit.objects.visible_to(user).filter(
            path__in=[*held.unit_paths, *([self.instance.unit.path] if self.instance.pk else [])]
        )
        own.empty_label = None
        if own.queryset.count() == 1:
            own.widget, own.initial = forms.HiddenInput(), own.queryset.first()
        below = scope.under(held.unit_paths)
        units: Any = self.fields["units"]
        seen = Unit.objects.visible_to(user).filter(below, kind__in=BELOW)
        units.queryset = seen.exclude(path__in=held.unit_paths)
        branches: Any = self.fields["branches"]
        under = Branch.objects.visible_to(user).holding_meetings().existing_on(today)
        branches.queryset = under.filter(scope.under(held.unit_paths, "unit__path"))
        for field in (units, branches):
            field.widget.attrs["data-search"] = ""
            field.optional_word = "至少选一项"
        if self.instance.pk and (self.initial.get("units") or self.initial.get("branches")):
            self.initial["reach"] = CHOSEN

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("reach") == WHOLE:
            said["units"], said["branches"] = [], []
        elif not said.get("units") and not said.get("branches"):
            self.add_error("units", "请选大队或党支部，或改为下发给全部党支部。")
        self._in_order(said)
        return said

    def _in_order(self, said: dict[str, Any]) -> None:
        """At the field that goes backwards, not at the top."""
        latest = None
        for name in (*DAYS, "due_on"):
            day = said.get(name)
            if day and latest and day < latest[1]:
                before = self.fields[latest[0]].label
                self.add_error(name, f"{self.fields[name].label}不能早于{before}。")
            latest = (name, day) if day else latest

    def _post_clean(self) -> None:
        """The service builds and checks the row."""

    @property
    def values(self) -> dict[str, Any]:
        """Arguments of the service, of a valid form; without the token."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("token", "reach")}


class StepForm(forms.Form):
    """A stage at a branch: a meeting to point at, or a sentence."""

    meeting = forms.ChoiceField(
        label="在哪次会议上",
        error_messages={
            "required": "请选一次会议。",
            "invalid_choice": "这次会议现在不能选，请重新选。",
        },
    )
    said = forms.CharField(
        label="做了什么、结果怎样",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请写明情况。"},
    )

    def __init__(
        self, data: Any = None, *, step: DirectiveStep, meetings: Collection[Meeting] = ()
    ) -> None:
        super().__init__(data, initial={"said": step.said, "meeting": step.meeting_key})
        if not step.at_a_meeting:
            del self.fields["meeting"]
            return
        self.fields["said"].required = False
        self.fields["said"].label = "补充说明"
        offered = [(one.key, _labelled(one)) for one in meetings]
        if step.meeting_key and step.meeting_key not in dict(offered):
            offered.append((step.meeting_key, step.meeting_label))
        choice: Any = self.fields["meeting"]
        choice.choices = offered
        if len(offered) <= AT_A_GLANCE:
            choice.widget = forms.RadioSelect(choices=offered)
        if not step.meeting_key:
            self.initial["meeting"] = next((one.key for one in meetings if one.mentions), "")


def _labelled(one: Meeting) -> str:
    return f"{one.label}（记录里提到这份部署）" if one.mentions else one.label


class ReturnForm(forms.Form):
    remark = forms.CharField(
        label="退回的原因",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请写明退回的原因。"},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回的原因",
        max_length=200,
        error_messages={"required": "请写明撤回的原因。"},
        help_text="各支部能看到；已经报告的内容仍可查看。",
    )
