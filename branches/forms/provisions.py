"""Another value for a number of a regulation."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from branches.models import Provision

WHOLE = re.compile(r"\d{1,6}")
FRACTION = re.compile(r"(\d{1,3})\s*/\s*([1-9]\d{0,2})")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*%")
PART = re.compile(r"0?\.\d{1,4}|[01](?:\.0{1,4})?")
PLACES = Decimal("0.0001")


class AdjustForm(forms.Form):
    """The unit's own value, and why. Shares may be written 1/3, 30% or 0.3."""

    value = forms.CharField(label="本单位的值", max_length=12)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="写明依据的文件名称、文号，或者会议和日期。",
    )

    def __init__(self, *args: Any, provision: Provision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provision = provision
        if provision.is_share:
            self.fields["value"].help_text = "可以写成 1/3、30% 或 0.3。"
        else:
            self.fields["value"].help_text = f"以“{provision.measure}”计的整数。"
            self.fields["value"].widget.attrs["inputmode"] = "numeric"

    def clean_value(self) -> Decimal:
        written = self.cleaned_data["value"].strip()
        value = _share(written) if self.provision.is_share else _whole(written)
        if value is None:
            raise forms.ValidationError("读不出这个数，请按提示填写。")
        return value


def _whole(written: str) -> Decimal | None:
    return Decimal(written) if WHOLE.fullmatch(written) else None


def _share(written: str) -> Decimal | None:
    if fraction := FRACTION.fullmatch(written):
        return (Decimal(fraction[1]) / Decimal(fraction[2])).quantize(PLACES)
    if percent := PERCENT.fullmatch(written):
        return (Decimal(percent[1]) / 100).quantize(PLACES)
    return Decimal(written) if PART.fullmatch(written) else None
