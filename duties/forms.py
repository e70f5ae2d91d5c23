"""Forms about duties and responsibility lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from accounts.widgets import DayInput
from branches import scope
from branches.choices import Role
from branches.models import Branch, Unit
from duties.choices import DutySource, Every, ListFor
from duties.models import Duty, ResponsibilityList
from members.models import Member, Membership

AGAIN = timedelta(days=7)  # so long is proposed for what is returned
POSTS = [(Role.SECRETARY.value, "支部书记"), (Role.COMMITTEE_MEMBER.value, "支部委员会")]
HANDED_DOWN = [(DutySource.DIRECTIVE, "上级交办"), (DutySource.FREE, "其他")]


class DutyForm(forms.Form):
    """What is owed and until when; the two ways to say by whom follow."""

    title = forms.CharField(label="事项", max_length=200)
    detail = forms.CharField(
        label="要求", required=False, widget=forms.Textarea({"rows": 3}), max_length=2000
    )
    due_on = forms.DateField(label="完成时限", widget=DayInput())


class OwnBranchForm(DutyForm):
    """A committee gives it to somebody of the branch, to the secretary or to itself."""

    owner = forms.ChoiceField(label="责任人")

    def __init__(self, *args: Any, user: User, branch: Branch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branch = branch
        today = timezone.localdate()
        here = Membership.objects.manageable_by(user).roster_on(branch, today)
        self.people = {f"member-{row.member_id}": row.member for row in here}
        owner: Any = self.fields["owner"]
        owner.choices = [
            *((f"post-{post}", label) for post, label in POSTS),
            *((key, member.name) for key, member in self.people.items()),
        ]
        owner.widget.attrs["data-search"] = ""

    @property
    def duties(self) -> list[dict[str, Any]]:
        """Arguments of ``give_duty``."""
        data = self.cleaned_data
        person: Member | None = self.people.get(data["owner"])
        return [
            {
                "title": data["title"],
                "detail": data["detail"],
                "due_on": data["due_on"],
                "branch": self.branch,
                "owner": person,
                "owner_role": "" if person else data["owner"].removeprefix("post-"),
            }
        ]


class HandDownForm(DutyForm):
    """An officer gives it to branches below; each gets its own, verified by the officer's level."""

    branches: Any = forms.ModelMultipleChoiceField(
        None,
        label="党支部",
        help_text="选一个或几个；给管辖的全部党支部的，不用选，勾下面一项。",
        error_messages={"required": "请选择党支部，或勾选全部。"},
    )
    everywhere = forms.BooleanField(label="管辖的全部党支部", required=False)
    owner_role = forms.ChoiceField(label="责任人", choices=POSTS)
    source = forms.ChoiceField(label="来源", choices=HANDED_DOWN)
    source_label = forms.CharField(
        label="文件或会议", required=False, max_length=120, help_text="如文件名称和文号"
    )

    field_order = (
        "title", "detail", "branches", "everywhere", "owner_role", "due_on", "source",
        "source_label",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        branches: Any = self.fields["branches"]
        branches.queryset = Branch.objects.visible_to(user).existing_on(today).holding_meetings()
        branches.widget.attrs["data-search"] = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("everywhere"):
            data["branches"] = self.fields["branches"].queryset  # type: ignore[attr-defined]
            self.errors.pop("branches", None)
        return data

    @property
    def duties(self) -> list[dict[str, Any]]:
        """Arguments of ``give_duty``, one for each branch."""
        data = self.cleaned_data
        common = {
            name: data[name] for name in ("title", "detail", "due_on", "owner_role", "source_label")
        }
        source = DutySource(data["source"])
        return [
            {**common, "source": source, "branch": branch, "verified_above": True}
            for branch in data["branches"]
        ]


def duty_form(user: User, data: Any) -> OwnBranchForm | HandDownForm | None:
    """The form that fits the post one acts in; None for who gives nothing to anybody."""
    held = scope.held_by(user)
    if held.unit_paths:
        return HandDownForm(data, user=user)
    own = Branch.objects.manageable_by(user).order_by("pk").first()
    return OwnBranchForm(data, user=user, branch=own) if own else None


class DoneForm(forms.Form):
    on = forms.DateField(label="完成日期", widget=DayInput())
    evidence = forms.CharField(
        label="办理情况",
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text="做了什么、结果怎样、凭什么看得出来",
    )
    # read by the view, one by one; a form's own ``files`` are its instance's, not in the way
    files = forms.FileField(label="照片和附件", required=False)  # type: ignore[assignment]


class RemarkForm(forms.Form):
    """What whoever verifies says, and until when it is owed again if it is returned."""

    remark = forms.CharField(
        label="意见",
        required=False,
        max_length=500,
        help_text="退回时必须写明原因；核验通过可以不写。",
    )
    due_on = forms.DateField(
        label="退回后的新时限",
        required=False,
        widget=DayInput(),
        help_text="只在退回时用；不填就还是原来的时限。",
    )

    def __init__(self, data: Any = None, *, duty: Duty) -> None:
        again = timezone.localdate() + AGAIN
        super().__init__(data, initial={"due_on": max(duty.due_on, again)})
        if duty.source == DutySource.DECISION:
            del self.fields["due_on"]


class ChangeForm(forms.Form):
    due_on = forms.DateField(label="新的时限", widget=DayInput())
    reason = forms.CharField(label="原因", max_length=200)


class DropForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class ListForm(forms.ModelForm):
    class Meta:
        model = ResponsibilityList
        fields = ["unit", "year", "whose", "title"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.manageable_by(user)
        unit.empty_label = None
        unit.widget.attrs["data-search"] = ""
        self.fields["whose"].choices = ListFor.choices  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        """The service speaks."""

    def validate_unique(self) -> None:
        """The service speaks."""


class ItemForm(forms.Form):
    text = forms.CharField(label="责任事项", max_length=200)
    every = forms.ChoiceField(label="频次", choices=Every.choices, initial=Every.QUARTER)
    due_on = forms.DateField(
        label="完成时限", required=False, widget=DayInput(), help_text="只有一次性的事项要填"
    )
    evidence = forms.CharField(label="佐证", required=False, max_length=120)
