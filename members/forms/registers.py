"""Forms of the registers: an entry, a step of a case, a quota, an upload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import User
from accounts.widgets import DayInput
from branches.models import Unit
from members import development
from members.choices import QuotaSource, Register
from members.models import (
    Certificate,
    DevelopmentQuota,
    Exam,
    Honour,
    Member,
    Training,
)
from members.reach import branches_honoured_by
from members.registers.nouns import Noun
from members.search import matching
from members.sheets.contents import MAX_BYTES, TOO_BIG

MOST_NAMED = 5


class WhoField(forms.CharField):
    """A person, by name or staff number, among those the user may write about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, label="人员", max_length=64, help_text="姓名、拼音或工号；重名的填工号", **kwargs
        )
        self.user: User | None = None

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed or self.user is None:
            return None
        mine = Member.objects.manageable_by(self.user).present_force().select_related("unit")
        exact = list(mine.filter(Q(name=typed) | Q(staff_number=typed)).order_by("pk")[:2])
        if len(exact) == 1:
            return exact[0]
        found = list(matching(mine, typed).order_by("pk")[: MOST_NAMED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError("您管理的人员里没有找到，请核对姓名或工号。")
        told = "、".join(f"{p.name}（{p.unit}，{p.staff_number or '无工号'}）" for p in found)
        raise ValidationError(f"不止一个人：{told}。请填工号。")


class EntryForm(forms.ModelForm):
    """Common to the registers: asks who it is about unless that is known."""

    who = WhoField()

    def __init__(self, *args: Any, user: User, person: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.user = user
        who: Any = self.fields["who"]
        who.user = user
        if person is not None or self.instance.pk:
            del self.fields["who"]
        kind: Any = self.fields["kind"]
        if not self.instance.pk:
            kind.queryset = kind.queryset.in_use()
        kind.empty_label = "请选择"

    def validate_constraints(self) -> None:
        """The service speaks."""

    def validate_unique(self) -> None:
        """The service speaks."""

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the entry."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def about(self) -> dict[str, Any]:
        """Whom a new entry is about, as ``add_entry`` takes it."""
        return {"member": self.person or self.cleaned_data["who"]}


class CertificateForm(EntryForm):
    class Meta:
        model = Certificate
        fields = ["kind", "level", "number", "issuer", "issued_on", "valid_until", "note"]
        widgets = {"issued_on": DayInput(), "valid_until": DayInput()}
        help_texts = {"valid_until": "长期有效的留空"}


class HonourForm(EntryForm):
    branch: Any = forms.ModelChoiceField(
        None,
        label="或者党组织",
        required=False,
        empty_label="授予个人",
        help_text="集体荣誉选党组织，个人荣誉填人员",
    )

    class Meta:
        model = Honour
        fields = ["kind", "level", "conferred_on", "conferred_by", "document_number", "note"]
        widgets = {"conferred_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "who" not in self.fields:
            del self.fields["branch"]
            return
        self.fields["who"].required = False
        branch: Any = self.fields["branch"]
        branch.queryset = branches_honoured_by(self.user)
        branch.widget.attrs["data-search"] = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        asks = "branch" in self.fields and not self.errors
        if asks and bool(data.get("who")) == bool(data.get("branch")):
            self.add_error("who", "人员和党组织填一个，也只填一个。")
        return data

    @property
    def about(self) -> dict[str, Any]:
        if self.person is not None:
            return {"member": self.person}
        return {"member": self.cleaned_data["who"], "branch": self.cleaned_data["branch"]}


class TrainingForm(EntryForm):
    class Meta:
        model = Training
        fields = ["subject", "kind", "starts_on", "ends_on", "hours", "organiser", "note"]
        widgets = {"starts_on": DayInput(), "ends_on": DayInput()}


class ExamForm(EntryForm):
    class Meta:
        model = Exam
        fields = ["subject", "kind", "taken_on", "score", "passed", "note"]
        widgets = {"taken_on": DayInput()}


ENTRY_FORMS: dict[str, type[EntryForm]] = {
    Register.CERTIFICATES: CertificateForm,
    Register.HONOURS: HonourForm,
    Register.TRAININGS: TrainingForm,
    Register.EXAMS: ExamForm,
}


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=120)


class CaseForm(forms.Form):
    """Somebody has applied."""

    who = WhoField()
    applied_on = forms.DateField(label="递交入党申请书的日期", widget=DayInput())

    def __init__(self, *args: Any, user: User, person: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        who: Any = self.fields["who"]
        who.user = user
        if person is not None:
            del self.fields["who"]

    @property
    def entry(self) -> dict[str, Any]:
        """The arguments of ``open_case``."""
        member = self.person or self.cleaned_data["who"]
        return {"member": member, "applied_on": self.cleaned_data["applied_on"]}


class StepForm(forms.Form):
    done_on = forms.DateField(
        label="办理日期", widget=DayInput(), error_messages={"required": "请填办理日期。"}
    )
    note = forms.CharField(label="说明", max_length=120, required=False)


class EndCaseForm(forms.Form):
    on = forms.DateField(label="终止日期", widget=DayInput())
    reason = forms.CharField(label="原因", max_length=120)


class MaterialsForm(forms.Form):
    codes = forms.MultipleChoiceField(
        label="已归档的材料",
        required=False,
        choices=[(material.code, material.name) for material in development.MATERIALS],
        widget=forms.CheckboxSelectMultiple,
    )


class QuotaForm(forms.ModelForm):
    class Meta:
        model = DevelopmentQuota
        fields = ["unit", "source", "number", "document_number"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.manageable_by(user)
        unit.empty_label = "请选择"
        unit.widget.attrs["data-search"] = ""
        self.fields["source"].choices = QuotaSource.choices  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        """A number that is there is changed by the service."""

    def validate_unique(self) -> None:
        """As above."""


class KindForm(forms.Form):
    name = forms.CharField(label="名称", max_length=48)


class RegisterUploadForm(forms.Form):
    file = forms.FileField(
        label="文件",
        max_length=200,
        help_text=".xlsx、.xls 或 .csv，一张表；列的次序不限，人按工号或身份证号认",
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TOO_BIG)
        return file


def kinds_to_choose(noun: Noun, user: User) -> Any:
    """The kinds of the register that are in use."""
    return noun.kinds.objects.visible_to(user).in_use() if noun.kinds else ()
