"""What one may ask of the trail and of the accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import AuditAction
from accounts.models.trail import whole_days

DAYS_SHOWN_FIRST = 7


class PeriodForm(forms.Form):
    """From a day to a day; the last week unless told otherwise."""

    first = forms.DateField(
        label="从", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label="到", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def period(self) -> tuple[date, date]:
        """The days asked for; what cannot be read counts as not asked."""
        self.full_clean()
        last = self.cleaned_data.get("last") or self.today
        first = self.cleaned_data.get("first") or last - timedelta(days=DAYS_SHOWN_FIRST - 1)
        return first, last


class TrailForm(PeriodForm):
    who = forms.CharField(label="操作人", required=False, max_length=64)
    what = forms.CharField(label="对象", required=False, max_length=64)
    action = forms.TypedChoiceField(
        label="操作",
        required=False,
        choices=[("", "全部"), *AuditAction.choices],
        coerce=int,
        empty_value=None,
    )
    field_order = ["who", "what", "action", "first", "last"]

    def applied(self, entries: Any) -> Any:
        """The entries that are asked for."""
        entries = entries.filter(timestamp__range=whole_days(*self.period()))
        asked = self.cleaned_data
        if who := asked.get("who"):
            entries = entries.filter(Q(actor__name=who) | Q(actor__staff_number=who))
        if what := asked.get("what"):
            entries = entries.filter(object_repr__icontains=what)
        if asked.get("action") is not None:
            entries = entries.filter(action=asked["action"])
        return entries
