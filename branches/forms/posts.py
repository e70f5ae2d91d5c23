"""Posts: appoint, relieve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from accounts.models import User
from accounts.widgets import DayInput
from branches.candidates import find
from branches.choices import GIVEN_BY_ADMINISTRATOR, Role


class PostForm(forms.Form):
    """Somebody, found by name or staff number, gets a post from a day on."""

    person = forms.CharField(label="人员", max_length=64, help_text="输入姓名或工号，从中选择")
    role = forms.ChoiceField(label="角色")
    post = forms.CharField(
        label="职务名称", max_length=32, required=False, help_text="如：组织委员、党支部副书记"
    )
    since = forms.DateField(label="自", widget=DayInput())

    def __init__(
        self, *args: Any, roles: Sequence[Role], user: User, day: date, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"since": day})
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = [
            (role.value, role.label) for role in roles
        ]
        self.user = user

    def clean_person(self) -> User:
        """The staff number wins; a name must be the only one of its kind."""
        found = find(self.cleaned_data["person"], by=self.user)
        exact = [person for person in found if person.staff_number == self.cleaned_data["person"]]
        if len(exact or found) != 1:
            number = "没有找到这个人" if not found else f"有 {len(found)} 个同名或相近的人"
            raise forms.ValidationError(f"{number}，请输入工号。")
        return (exact or found)[0]


class RelieveForm(forms.Form):
    from_day = forms.DateField(
        label="自哪天起不再担任",
        widget=DayInput(),
        error_messages={"required": "请填写日期。"},
    )


class SystemPostForm(forms.Form):
    staff_number = forms.CharField(label="工号", max_length=32)
    role = forms.ChoiceField(
        label="角色", choices=[(role.value, role.label) for role in GIVEN_BY_ADMINISTRATOR]
    )
    unit_code = forms.CharField(
        label="单位代码", max_length=32, required=False, help_text="任命政治处时填写"
    )
    since = forms.DateField(label="自", widget=DayInput())
