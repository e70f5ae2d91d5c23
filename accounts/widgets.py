"""The browser's own controls for dates and times."""

from __future__ import annotations

from django import forms


class DayInput(forms.DateInput):
    input_type = "date"


class HourInput(forms.TimeInput):
    input_type = "time"


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"
