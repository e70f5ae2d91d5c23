"""What to compile, and the office's own words."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.urls import reverse

from accounts.models import User
from branches.models import Unit
from branches.periods import Grain, Period
from branches.scope import held_by
from reports.choices import ReportKind
from reports.documents.kinds import KINDS
from reports.services.paragraphs import LONGEST

BACK = {Grain.MONTH: 12, Grain.QUARTER: 8, Grain.YEAR: 4}  # how many periods are offered
FETCHES = {"hx-trigger": "change", "hx-target": "#period", "hx-include": "[name=period]"}
HEADINGS = {Grain.MONTH: "月", Grain.QUARTER: "季度", Grain.YEAR: "年"}


class OrderForm(forms.Form):
    """Kind, unit, period, all filled in. An empty period is the kind's last that is over."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="编什么", widget=forms.RadioSelect)
    period = forms.ChoiceField(label="时间段", required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label=None)

    def __init__(
        self, *args: Any, user: User, today: date, chosen: str = "", period: str = "", **kwargs: Any
    ) -> None:
        """``chosen`` and ``period`` are what stands in the form that is not sent yet."""
        super().__init__(*args, **kwargs)
        self.today = today
        kind, unit = self.fields["kind"], self.fields["unit"]
        kind.choices = [(one.value, _named(one)) for one in ReportKind]  # type: ignore[attr-defined]
        kind.initial = chosen if chosen in ReportKind.values else ReportKind.SITUATION.value
        kind.widget.attrs |= FETCHES | {"hx-get": reverse("reports:new_report")}
        self._offer(self["kind"].value() or kind.initial, self.data.get("period", period))
        unit.queryset = Unit.objects.visible_to(user)  # type: ignore[attr-defined]
        unit.widget.attrs["data-search"] = ""
        unit.initial = held_by(user).post.unit_id
        self.fields["token"].initial = uuid4()

    def _offer(self, kind: str, written: str) -> None:
        """Only periods that fit the kind; any is taken and refused by its sentence, and what was
        sent stays to be seen."""
        field: Any = self.fields["period"]
        groups = _periods(self.today)
        last = ("", _last(kind, self.today))
        field.choices = [last, *(pair for _, pairs in groups.values() for pair in pairs)]
        fitting = KINDS[ReportKind(kind)].grains if kind in ReportKind.values else tuple(groups)
        offered = [groups[grain] for grain in fitting]
        known = {value for _, pairs in offered for value, _ in pairs}
        odd = self.is_bound and written and written not in known
        sent = [pair for pair in field.choices if odd and pair[0] == written]
        field.widget.choices = [last, *sent, *offered]
        field.initial = written if written in known else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") and "period" in data:
            kind = KINDS[ReportKind(data["kind"])]
            written = data["period"]
            data["period"] = Period.parse(written) if written else kind.usual_period(self.today)
            data["kind"] = kind.kind
        return data


def _named(kind: ReportKind) -> str:
    """``月度通报（按月）``: with the lengths of period that it is made of."""
    return f"{kind.label}（按{'、'.join(grain.label for grain in KINDS[kind].grains)}）"


def _last(kind: str, today: date) -> str:
    """``刚结束的一期：2026年10月``: what is meant when no period is chosen."""
    known = KINDS.get(ReportKind(kind)) if kind in ReportKind.values else None
    return f"刚结束的一期：{known.usual_period(today).label}" if known else "刚结束的一期"


def _periods(today: date) -> dict[Grain, tuple[str, list[tuple[str, str]]]]:
    found = {}
    for grain, count in BACK.items():
        running = Period.containing(today, grain)
        periods = [running.shifted(-back) for back in range(count)]
        found[grain] = (HEADINGS[grain], [(str(period), period.label) for period in periods])
    return found


class TextsForm(forms.Form):
    """The words of all sections of one kind, each with the version that one had before one."""

    def __init__(
        self, *args: Any, kind: ReportKind, known: dict[str, tuple[str, int]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = [code for code, _, _ in KINDS[kind].texts()]
        for code, heading, hint in KINDS[kind].texts():
            text, version = known.get(code, ("", 0))
            rows = 1 if code in ("number", "addressee") else 6
            widget = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput()
            self.fields[code] = forms.CharField(
                label=heading, help_text=hint, required=False, max_length=LONGEST, widget=widget,
                initial=text,
            )  # fmt: skip
            self.fields[f"{code}-version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=version
            )

    @property
    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[code].replace("\r\n", "\n") for code in self.sections}

    @property
    def versions(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"{code}-version"] for code in self.sections}

    @property
    def shown(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each field with its version."""
        return [(self[code], self[f"{code}-version"]) for code in self.sections]
