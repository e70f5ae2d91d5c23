"""Pages of units and Party organisations: what they show, to whom, at what cost."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.choices import BranchKind, Role, UnitKind
from branches.models import Appointment, Branch, Coverage, Unit
from branches.services.holidays import load_holidays
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    UnitFactory,
    UserFactory,
    user_with,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
TREE = reverse("branches:tree")
TODAY = timezone.localdate().isoformat()


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT, name="云川支队", code="YC")


@pytest.fixture
def brigade(detachment):
    return UnitFactory(kind=UnitKind.BRIGADE, name="城南大队", code="YC-D1", parent=detachment)


@pytest.fixture
def office(client, detachment):
    office = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    client.force_login(office, BACKEND)
    return office


def text(client, name: str, *args, **asked) -> str:
    return client.get(reverse(f"branches:{name}", args=args), asked).content.decode()


def test_the_tree_begins_at_ones_own_unit_and_counts_branches(client, office, brigade):
    BranchFactory(unit=brigade, name="大队党支部")
    BranchFactory(unit=UnitFactory(parent=brigade))
    BranchFactory(unit=brigade, dissolved_on="2021-01-01", name="已撤党支部")
    other = UnitFactory(name="外市支队")
    BranchFactory(unit=other)

    page = client.get(TREE)

    top = page.context["nodes"][0]
    assert (top.unit.name, top.branches_below) == ("云川支队", 2)
    assert [(node.unit.name, node.branches_below) for node in top.children] == [("城南大队", 2)]
    assert "外市支队" not in page.content.decode()


@pytest.mark.parametrize("code", ["YC", "YC-D1"])
def test_a_level_costs_the_same_for_every_width(client, office, brigade, steady_queries, code):
    parent = Unit.objects.get(code=code)

    page = steady_queries(
        7,
        make=lambda: BranchFactory(unit=UnitFactory(parent=parent, name="<b>队站</b>")),
        call=lambda: client.get(reverse("branches:children", args=[code])),
    )

    assert page.content.decode().count("&lt;b&gt;队站") >= 3
    assert "<b>队站" not in page.content.decode()


def test_the_tree_costs_the_same_for_every_width(client, office, detachment, steady_queries):
    page = steady_queries(
        9,
        make=lambda: BranchFactory(unit=UnitFactory(parent=detachment, name="队站")),
        call=lambda: client.get(TREE),
    )

    assert page.content.decode().count("队站</a>") == 3


def test_the_page_of_a_unit_costs_the_same_for_every_width(
    client, office, detachment, brigade, steady_queries
):
    def make():
        BranchFactory(unit=brigade, name="设在这里")
        joint = BranchFactory(name="从别处覆盖", unit=detachment)
        Coverage.objects.create(branch=joint, unit=brigade, since="2020-01-01")
        AppointmentFactory(role=Role.BRIGADE_OFFICER, unit=brigade, user__name="教导员甲")
        UnitFactory(parent=brigade, name="下级站")

    page = steady_queries(
        13, make=make, call=lambda: client.get(reverse("branches:unit", args=["YC-D1"]))
    )

    words = page.content.decode()
    for word in ("设在这里</a>", "从别处覆盖</a>", "教导员甲<", "下级站</a>"):
        assert words.count(word) == 3, word


def test_search_finds_within_reach_only(client, office, brigade):
    BranchFactory(unit=brigade, name="城南党支部")
    BranchFactory(name="城南另一党支部")

    words = text(client, "tree", q="城南")

    assert "城南大队" in words
    assert "城南党支部" in words
    assert "城南另一党支部" not in words
    assert "没有找到" in text(client, "tree", q="不存在")


def test_a_member_sees_the_own_unit_without_its_neighbours(client, brigade):
    branch = BranchFactory(unit=UnitFactory(parent=brigade, name="特勤站"))
    UnitFactory(parent=brigade, name="隔壁站")
    client.force_login(user_with(Role.MEMBER, branch=branch), BACKEND)

    words = text(client, "tree")

    assert "特勤站" in words
    assert "隔壁站" not in words
    page = text(client, "unit", branch.unit.code)
    assert "城南大队" in page  # where one is, as words
    assert reverse("branches:unit", args=["YC-D1"]) not in page
    assert "变更记录" not in page


def test_the_office_founds_a_unit_and_a_branch_on_it(client, office, brigade):
    response = client.post(
        reverse("branches:found_unit", args=["YC-D1"]),
        {"code": "YC-S9", "name": "新站", "kind": "station"},
    )
    assert response.url == reverse("branches:unit", args=["YC-S9"])

    asked = {
        "code": "YC-B9", "name": "新站党支部", "kind": "branch", "founded_on": TODAY,
        "theme_day_rule": "nth_weekday", "theme_day_nth": 2, "theme_day_weekday": 4,
    }  # fmt: skip
    client.post(reverse("branches:found_branch", args=["YC-S9"]), asked)

    branch = Branch.objects.get(code="YC-B9")
    assert (branch.unit.name, branch.theme_day_number, branch.theme_day_weekday) == ("新站", 2, 4)
    assert branch.coverages.get().unit.code == "YC-S9"


def test_a_refusal_stands_at_the_form_and_keeps_what_was_typed(client, office, brigade):
    BranchFactory(code="YC-B9")
    asked = {
        "code": "YC-B9", "name": "又一个党支部", "kind": "branch", "founded_on": TODAY,
        "theme_day_rule": "fixed_day", "theme_day_date": 8,
    }  # fmt: skip

    page = client.post(reverse("branches:found_branch", args=["YC-D1"]), asked)

    assert "代码：" in page.content.decode()
    assert 'value="又一个党支部"' in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"theme_day_rule": "fixed_day", "theme_day_date": "31"}, 6),
        ({"theme_day_rule": "nth_weekday", "theme_day_nth": "5", "theme_day_weekday": "0"}, 6),
        ({"theme_day_rule": "last_workday"}, 6),
        ({"theme_day_rule": "fixed_day", "theme_day_date": "32"}, 0),
        ({"theme_day_rule": "no such rule"}, 0),
    ],
)
def test_the_next_theme_days_follow_what_is_typed(client, office, asked, days):
    load_holidays()
    assert text(client, "theme_days", **asked).count("<li>") == days


def test_another_rule_brings_its_own_fields(client, office):
    url, asked = reverse("branches:theme_days"), {"theme_day_rule": "nth_weekday"}

    fields = client.get(url, asked, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="theme-day-how")

    assert "theme_day_weekday" in fields.content.decode()
    assert "theme_day_date" not in fields.content.decode()


def test_changing_a_branch_stands_in_its_history(client, office, brigade):
    branch = BranchFactory(unit=brigade, name="旧名党支部")
    url = reverse("branches:change_branch", args=[branch.code])
    asked = {"theme_day_rule": "fixed_day", "theme_day_date": 15}

    client.post(url, asked | {"name": "新名党支部", "reason": "批复〔2026〕3号"})

    words = client.get(url).content.decode()
    assert "旧名党支部 → 新名党支部" in words
    assert "批复〔2026〕3号" in words


def test_posts_are_given_by_name_and_ended_by_day(client, office, brigade):
    branch = BranchFactory(unit=brigade)
    member = AppointmentFactory(role=Role.MEMBER, branch=branch, user__name="沈佳怡").user
    url = reverse("branches:posts", args=[branch.code])
    asked = {"person": "沈佳怡", "role": "secretary", "since": TODAY}

    assert "沈佳怡" in text(client, "people", person="沈")
    client.post(url, asked)
    post = Appointment.objects.get(role=Role.SECRETARY)
    assert post.user == member

    client.post(reverse("branches:relieve", args=[post.pk]), {"from_day": TODAY})
    assert not Appointment.objects.filter(role=Role.SECRETARY).exists()


@pytest.mark.parametrize(
    ("typed", "reason"), [("无此人", "没有找到这个人"), ("李", "2 个同名或相近的人")]
)
def test_a_name_must_mean_one_person(client, office, brigade, typed, reason):
    branch = BranchFactory(unit=brigade)
    for name in ("李强", "李伟"):
        AppointmentFactory(role=Role.MEMBER, branch=branch, user__name=name)
    url = reverse("branches:posts", args=[branch.code])

    page = client.post(url, {"person": typed, "role": "secretary", "since": TODAY})

    assert reason in page.content.decode()
    assert not Appointment.objects.filter(role=Role.SECRETARY).exists()


def test_nobody_outside_ones_reach_is_proposed(client, office):
    AppointmentFactory(user__name="外市的人")
    UserFactory(name="没有任职的人")

    assert text(client, "people", person="外市") == text(client, "people", person="没有")


def test_posts_cost_the_same_for_every_number(client, office, brigade, steady_queries):
    branch = BranchFactory(unit=brigade)

    page = steady_queries(
        12,
        make=lambda: AppointmentFactory(
            role=Role.COMMITTEE_MEMBER, branch=branch, user__name="<i>委员</i>"
        ),
        call=lambda: client.get(reverse("branches:posts", args=[branch.code])),
    )

    assert page.content.decode().count("&lt;i&gt;委员&lt;/i&gt;<span") == 3


def test_groups_cost_the_same_for_every_number(client, brigade, steady_queries):
    branch = BranchFactory(unit=brigade)
    client.force_login(user_with(Role.SECRETARY, branch=branch), BACKEND)

    page = steady_queries(
        8,
        make=lambda: GroupFactory(branch=branch, area="<u>城南</u>"),
        call=lambda: client.get(reverse("branches:groups", args=[branch.code])),
    )

    assert page.content.decode().count("&lt;u&gt;城南") == 3


def test_coverage_shows_the_past_too_and_costs_the_same(client, office, brigade, steady_queries):
    branch = BranchFactory(unit=brigade, kind=BranchKind.JOINT)

    def make():
        unit = UnitFactory(parent=brigade, name="覆盖站")
        Coverage.objects.create(branch=branch, unit=unit, since="2020-01-01", until="2021-01-01")

    page = steady_queries(
        7, make=make, call=lambda: client.get(reverse("branches:coverage", args=[branch.code]))
    )

    assert page.content.decode().count('<td class="cell-main">覆盖站') == 3


def test_the_administrator_sees_system_posts_and_nothing_of_the_party(client, brigade):
    branch = BranchFactory(unit=brigade, name="特勤站党支部")
    AppointmentFactory(role=Role.SECRETARY, branch=branch, user__name="某书记")
    user_with(Role.AUDITOR)
    client.force_login(user_with(Role.ADMINISTRATOR), BACKEND)

    words = text(client, "system_posts")

    assert "审计员" in words
    assert "某书记" not in words
    assert "特勤站党支部" not in words
    assert "看不到单位" in text(client, "tree")
