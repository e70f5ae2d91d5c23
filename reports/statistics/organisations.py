"""Party organisations and their secretaries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.urls import reverse

from accounts.models import User
from branches.choices import BranchKind, Role
from branches.models import Appointment, Branch
from branches.models.branch import BranchQuerySet
from members.choices import Education
from reports.statistics import bands
from reports.statistics.bands import Band
from reports.statistics.base import Breakdown, Column, Field, Source, Statistic
from reports.statistics.members import AGES
from reports.statistics.nouns import Noun
from reports.statistics.people import coalesced
from reports.statistics.question import Question

YEARS = (
    Band("0", "不满 1 年", 0),
    Band("1", "1–2 年", 1),
    Band("3", "3–4 年", 3),
    Band("5", "5–9 年", 5),
    Band("10", "10 年及以上", 10),
)
WITH, WITHOUT = "with", "without"
LED = "期末仍在任的支部书记（按任职起止日期，不含副书记）；"


def of_place(question: Question) -> BranchQuerySet:
    return question.branches


def branch_links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    seen = Branch.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {
        key: reverse("reports:branch", args=[code]) for key, code in seen.values_list("pk", "code")
    }


def _led(question: Question) -> Any:
    leaders = Appointment.objects.on(question.day).filter(
        role=Role.SECRETARY, branch=OuterRef("pk")
    )
    return Case(When(Exists(leaders), then=Value(WITH)), default=Value(WITHOUT))


BRANCHES = Source(
    code="branches",
    name="党组织名单",
    rows=of_place,
    fields=(
        Field("名称", "name"),
        Field("所在单位", "unit__name"),
        Field("成立日期", "founded_on"),
    ),
    order=("unit__path", "pk"),
    links=branch_links,
)


def secretaries(question: Question) -> QuerySet[Appointment]:
    return (
        Appointment.objects.on(question.day)
        .filter(role=Role.SECRETARY, branch__in=question.branches)
        .order_by()
    )


def _secretary_links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    """To the branch: that is where a secretary is found."""
    rows = Appointment.objects.visible_to(user).filter(pk__in=keys, branch__isnull=False).order_by()
    return {
        key: reverse("reports:branch", args=[code])
        for key, code in rows.values_list("pk", "branch__code")
    }


SECRETARIES = Source(
    code="secretaries",
    name="支部书记名单",
    rows=secretaries,
    fields=(
        Field("姓名", "user__name"),
        Field("党支部", "branch__name"),
        Field("任职自", "since"),
    ),
    order=("branch__unit__path", "pk"),
    links=_secretary_links,
)
CATALOGUE: tuple[Statistic, ...] = (
    Breakdown(
        code="branches-by-kind",
        name="党组织类型",
        noun=Noun.BRANCHES,
        definition="期末存在的党组织（成立日期不晚于期末、没有撤销），按类型。",
        basis=("BR-5.covered_units",),
        source=BRANCHES,
        measure="个",
        columns=(Column("个数"),),
        by=lambda question: F("kind"),
        labels=BranchKind.choices,
    ),
    Breakdown(
        code="branches-by-leader",
        name="书记配备",
        noun=Noun.BRANCHES,
        definition="期末存在的党支部（不含党委、党总支），按期末有没有在任的书记。",
        source=Source(
            code="led-branches",
            name="支部配备名单",
            rows=lambda question: question.branches.holding_meetings(),
            fields=BRANCHES.fields,
            order=BRANCHES.order,
            links=branch_links,
        ),
        measure="个",
        columns=(Column("个数"),),
        by=_led,
        labels=[(WITH, "有书记"), (WITHOUT, "书记空缺")],
    ),
    Breakdown(
        code="secretaries-by-education",
        name="书记学历",
        noun=Noun.LEADERS,
        definition=LED + "学历没有历史，按统计时的名册；账号没有对应到名册的计为未填。",
        source=SECRETARIES,
        by=coalesced("user__member__education"),
        labels=Education.choices,
    ),
    Breakdown(
        code="secretaries-by-age",
        name="书记年龄",
        noun=Noun.LEADERS,
        definition=LED + "年龄为期末周岁。",
        source=SECRETARIES,
        by=bands.years_since("user__member__birth_date", AGES),
        labels=bands.labels(AGES),
        chart="bar",
    ),
    Breakdown(
        code="secretaries-by-post-years",
        name="书记任职年限",
        noun=Noun.LEADERS,
        definition=LED + "从本次任职之日到期末的整年数；分档为本系统设定。",
        source=SECRETARIES,
        by=bands.years_from("since", YEARS),
        labels=bands.labels(YEARS),
        chart="bar",
    ),
)
