"""Forms about people. What is typed is read as the cells of a roster are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone

from accounts.models import User
from branches.models import Group
from members.choices import Education, Sex, StaffCategory, Stage
from members.models import Member
from members.reach import branches_open_to, reaches_of, units_open_to
from members.sheets.cells import Doubtful
from members.sheets.codes import read_nationality
from members.sheets.contents import MAX_BYTES, TOO_BIG
from members.sheets.dates import read_date
from members.sheets.numbers import read_id_number, read_phone, read_staff_number
from members.sheets.refusals import CellRefused
from members.sheets.words import read_name, read_phrase

DATE_HINT = "如 1990-05-06；只知道月份就写 1990-05"
SECRET = ("id_number", "phone")


class ReadField(forms.CharField):
    """Text understood by one of the readers of ``members.sheets``; empty stays empty."""

    def __init__(self, reader: Callable[[object], Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            read = self.reader(text)
        except CellRefused as refusal:
            raise ValidationError(f"{refusal}。") from refusal
        return str(read.value if isinstance(read, Doubtful) else read or "")


class GroupChoice(forms.ModelChoiceField):
    def label_from_instance(self, group: Any) -> str:
        return f"{group.branch} · {group}"


def _place(label: str, *, empty_label: str = "请选择", **options: Any) -> Any:
    return forms.ModelChoiceField(None, label=label, empty_label=empty_label, **options)


def _choice(label: str, choices: type[TextChoices], *, required: bool = False) -> forms.ChoiceField:
    options = [("", "请选择" if required else "未填"), *choices.choices]
    return forms.ChoiceField(label=label, choices=options, required=required)


def _date(label: str) -> ReadField:
    return ReadField(read_date, label=label, required=False, max_length=20, help_text=DATE_HINT)


class FactsForm(forms.Form):
    """What is on file about anybody."""

    name = ReadField(read_name, label="姓名", max_length=64)
    staff_number = ReadField(read_staff_number, label="工号", max_length=32, required=False)
    id_number = ReadField(read_id_number, label="身份证号", max_length=24, required=False)
    phone = ReadField(read_phone, label="手机号", max_length=20, required=False)
    sex = _choice("性别", Sex)
    nationality = ReadField(read_nationality, label="民族", max_length=16, required=False)
    birth_date = _date("出生日期")
    education = _choice("学历", Education)
    unit = _place("所在单位")
    category = _choice("人员类别", StaffCategory, required=True)
    post = ReadField(read_phrase, label="职务", max_length=64, required=False)
    work_since = _date("参加工作日期")
    political_since = _date("从事政治工作日期")
    stage = _choice("政治面貌", Stage, required=True)
    joined_on = _date("入党日期")
    confirmed_on = _date("转正日期")

    SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
        (
            "个人",
            ("name", "sex", "id_number", "phone", "birth_date", "nationality", "education"),
        ),
        ("工作", ("unit", "category", "post", "staff_number", "work_since", "political_since")),
        ("党内", ("stage", "joined_on", "confirmed_on")),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        units: Any = self.fields["unit"]
        units.queryset = units_open_to(user)
        units.widget.attrs["data-search"] = ""

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, in the order in which one thinks of somebody."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    def clean_staff_number(self) -> str | None:
        """Empty is nobody's number, not everybody's."""
        return self.cleaned_data["staff_number"] or None

    @property
    def values(self) -> dict[str, Any]:
        """Fields of ``Member``; a number that was left empty stays as it is."""
        data = self.cleaned_data
        return {
            name: data[name] for name in FactsForm.base_fields if data[name] or name not in SECRET
        }


class NewMemberForm(FactsForm):
    """Somebody new, and where they belong from when on."""

    branch = _place("所在党支部", required=False, empty_label="暂无")
    group = GroupChoice(None, label="党小组", required=False, empty_label="无")
    since = forms.DateField(label="隶属自", widget=forms.DateInput({"type": "date"}))

    SECTIONS = (*FactsForm.SECTIONS, ("编入支部", ("branch", "group", "since")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, self.user)
        self.fields["since"].initial = timezone.localdate()

    @property
    def has_places(self) -> bool:
        """Whether there is any unit at which the user may enter somebody."""
        return units_open_to(self.user).exists()

    @property
    def entry(self) -> dict[str, Any]:
        """The arguments of ``people.add_member``."""
        values = {name: value for name, value in self.values.items() if name != "unit"}
        placed = {name: self.cleaned_data[name] for name in ("unit", "branch", "group", "since")}
        return {"values": values, **placed}


class MemberForm(FactsForm):
    """What is on file about ``person``; numbers are not shown, and stay when left empty."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Member, **kwargs: Any) -> None:
        on_file = {name: getattr(person, name) for name in FactsForm.base_fields}
        on_file |= {"version": person.version} | dict.fromkeys(SECRET, "")
        super().__init__(*args, initial=on_file, **kwargs)
        self.person = person
        self.fields["id_number"].help_text = _kept(person.masked_id)
        self.fields["phone"].help_text = _kept(person.masked_phone)

    @property
    def change(self) -> dict[str, Any]:
        """The arguments of ``people.edit_member``."""
        return {"version": self.cleaned_data["version"], "values": self.values}

    def against(self, current: Member) -> Self:
        """The same answers over what is on file now, with both said where they differ."""
        data = dict(self.data.items()) | {"version": str(current.version)}
        form = type(self)(data, user=self.user, person=current)
        form.full_clean()
        for name, answer in self.values.items():
            on_file = getattr(current, name)
            if name not in SECRET and (answer or "") != (on_file or ""):
                form.add_error(
                    name, f"在册现在是「{_shown(form, name, on_file)}」，您填的保留在这里。"
                )
        return form


class MoveForm(forms.Form):
    branch = _place("转入党支部")
    group = GroupChoice(None, label="党小组", required=False, empty_label="无")
    on = forms.DateField(label="转入日期", widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self, user)
        self.fields["on"].initial = timezone.localdate()


class LeaveForm(forms.Form):
    on = forms.DateField(label="离队日期", widget=forms.DateInput({"type": "date"}))


class UploadForm(forms.Form):
    """A roster, for which unit or branch, and from when its people belong where it says."""

    file = forms.FileField(
        label="名册文件",
        max_length=200,
        help_text=".xlsx、.xls 或 .csv，不超过 20 MB；表头和日期怎么写都可以",
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv"}),
    )
    reach = forms.ChoiceField(label="导入到")
    since = forms.DateField(
        label="隶属自",
        help_text="新编入支部的人从这一天起算在支部名册里",
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reaches = {reach.key: reach for reach in reaches_of(user)}
        choices: Any = self.fields["reach"]
        choices.choices = [(key, str(reach)) for key, reach in self.reaches.items()]
        self.fields["since"].initial = timezone.localdate()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TOO_BIG)
        return file

    @property
    def upload(self) -> dict[str, Any]:
        """The arguments of ``imports.upload_roster``."""
        file = self.cleaned_data["file"]
        return {
            "data": file.read(),
            "file_name": file.name,
            "reach": self.reaches[self.cleaned_data["reach"]],
            "since": self.cleaned_data["since"],
        }


def _offer_places(form: forms.Form, user: User) -> None:
    """The branches that the user may bring people into, and the groups of those seen."""
    branches: Any = form.fields["branch"]
    branches.queryset = branches_open_to(user)
    branches.widget.attrs["data-search"] = ""
    groups: Any = form.fields["group"]
    groups.queryset = Group.objects.visible_to(user).select_related("branch")
    groups.widget.attrs["data-search"] = ""


def _kept(masked: str) -> str:
    return f"现在是 {masked}，不改就留空" if masked else ""


def _shown(form: forms.Form, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", ())) if name != "unit" else {}
    return str(choices.get(value, value) or "空")
