"""The style guide: every component with believable data, full, empty, late and refused.

Only while DEBUG is on. It reads nothing from the database; who changes a component looks here.
"""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from accounts.ui.statuses import STATUSES
from accounts.widgets import DayInput, HourInput
from config.styleguide import pieces, tables
from meetings.choices import MeetingKind

PAGES = {
    "pieces": "小件",
    "lists": "列表与表格",
    "forms": "表单",
    "charts": "图表",
    "home": "例：支书工作台",
    "board": "例：达标台账",
    "meeting": "例：记会议",
    "points": "例：积分",
    "plain": "例：登录",
}


class MeetingExample(forms.Form):
    """A form with one of each kind of control."""

    kinds = forms.MultipleChoiceField(
        label="会议类型",
        choices=MeetingKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="一次会议可以同时算作几类，只记一次。",
    )
    topic = forms.CharField(label="主题", max_length=80)
    day = forms.DateField(label="日期", widget=DayInput)
    begins = forms.TimeField(label="开始", widget=HourInput)
    place = forms.CharField(label="地点", required=False)
    host = forms.ChoiceField(label="主持人", choices=[("", "请选择"), *pieces.PEOPLE])
    guests = forms.MultipleChoiceField(
        label="列席",
        choices=pieces.PEOPLE,
        required=False,
        widget=forms.SelectMultiple(attrs={"data-search": ""}),
    )
    minutes = forms.CharField(
        label="会议记录",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写清谁说了什么、定了什么。可以先记要点，会后补全。",
    )
    secret = forms.ChoiceField(
        label="表决方式",
        choices=[("secret", "无记名投票"), ("hands", "举手"), ("voice", "口头")],
        widget=forms.RadioSelect,
        required=False,
    )
    late = forms.BooleanField(label="这是补录（会议已过 7 天）", required=False)
    photos = forms.FileField(
        label="现场照片", required=False, help_text="JPG 或 PNG，每张不超过 10 MB；不是必须"
    )


class LoginExample(forms.Form):
    staff_number = forms.CharField(
        label="工号", widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


GOOD = {
    "kinds": ["theme_day", "party_lecture"],
    "topic": "学习新修订的纪律处分条例",
    "day": date(2026, 9, 18),
    "begins": "19:00",
    "place": "特勤站会议室",
    "host": "1",
    "minutes": "一、领学条例第三章。\n二、讨论夜间值守期间的组织生活安排。",
}
BAD = {"topic": "", "day": "", "begins": "19:00", "minutes": "略"}


def examples() -> dict[str, Any]:
    """Everything that the pages of the guide show."""
    return {
        "crumbs": [("市支队", "#"), ("特勤大队", "#"), ("特勤站党支部", "#")],
        "frame": pieces.frame(reverse("styleguide")),
        "pieces": pieces,
        "tables": tables,
        "statuses": list(STATUSES),
        "now": datetime(2026, 9, 18, 19, 2),
        "today": date(2026, 9, 18),
        "form": MeetingExample(initial=GOOD),
        "bad_form": MeetingExample(BAD),
        "login_form": LoginExample({"staff_number": "100234", "password": ""}),
        "page": Paginator(range(371), 25).page(4),
        "photos": [
            Row(url="#", thumb_url=static("icons/photo.svg"), alt=alt, caption=caption, flag=flag)
            for alt, caption, flag in pieces.PHOTOS
        ],
    }


@login_not_required
def styleguide(request: HttpRequest, page: str = "pieces") -> HttpResponse:
    """One page of the guide."""
    if page not in PAGES:
        raise Http404
    tabs = [
        (label, reverse("styleguide_page", args=[name]), name == page, None)
        for name, label in PAGES.items()
    ]
    return render(request, f"styleguide/{page}.html", {**examples(), "tabs": tabs})
