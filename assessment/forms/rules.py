"""Editing a draft of the points rules."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from assessment.choices import CLAIMED, Basis
from assessment.models import Rule, RuleSet
from assessment.spans import quarters_ahead
from assessment.wording import plain
from branches.models import Unit
from meetings.choices import MeetingKind


class TermsForm(forms.ModelForm):
    """The numbers of a rule set; bands one a line, ``优 90``."""

    bands = forms.CharField(
        label="等次线", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="每行一个等次和最低分，如“优 90”；最低一个等次从最低分开始。",
    )  # fmt: skip

    class Meta:
        model = RuleSet
        fields = ("name", "base", "bonus_cap", "floor", "publish_days", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = (f"{band.name} {plain(band.at_least)}" for band in self.instance.bands.all())
        self.fields["bands"].initial = "\n".join(lines)

    def clean_bands(self) -> dict[str, Decimal]:
        """``{"优": Decimal(90), …}``."""
        found: dict[str, Decimal] = {}
        for line in self.cleaned_data["bands"].splitlines():
            name, _, number = line.strip().rpartition(" ")
            try:
                found[name.strip()] = Decimal(number)
            except InvalidOperation:
                raise forms.ValidationError(f"“{line}”不是“等次 最低分”。") from None
        if "" in found:
            raise forms.ValidationError("每行先写等次名称，空一格再写最低分。")
        return found


class RuleForm(forms.ModelForm):
    """One rule. What is counted by itself keeps its basis; only claims and vetoes can be added."""

    kinds = forms.MultipleChoiceField(
        label="会议类型", choices=MeetingKind, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="不选则所有类型都算。",
    )  # fmt: skip

    class Meta:
        model = Rule
        fields = ("code", "name", "group", "basis", "points", "points_to", "cap", "kinds", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].help_text = "扣分填负数。"
        if self.instance.pk and self.instance.is_automatic:
            del self.fields["basis"], self.fields["points_to"]
            self.initial["kinds"] = self.instance.kinds.split()
        else:
            choices = [(basis.value, basis.label) for basis in CLAIMED]
            self.fields["basis"].choices = choices  # type: ignore[attr-defined]
        if self.instance.basis not in (Basis.ATTENDED, Basis.ABSENT, Basis.SPOKE):
            del self.fields["kinds"]

    def clean_kinds(self) -> str:
        """As the rule keeps them: codes with blanks between."""
        return " ".join(self.cleaned_data["kinds"])


class CopyForm(forms.Form):
    """For which of the office's units a copy is made."""

    unit = forms.ModelChoiceField(label="适用单位", queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EnactForm(forms.Form):
    """From which quarter a draft takes effect."""

    effective_from = forms.ChoiceField(label="施行季度")

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarters = [(str(each), each.label) for each in quarters_ahead(now)]
        self.fields["effective_from"].choices = quarters  # type: ignore[attr-defined]
