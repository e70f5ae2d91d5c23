"""The list of people: found, filtered, sorted, exported exactly as shown."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from branches.choices import Role, UnitKind
from members.choices import StaffCategory, Stage
from members.identity import beside
from members.imports.plan import Action
from members.models import Member
from members.reach import Reach
from members.services.rosters import plan_roster
from members.sheets import read_roster, read_workbook
from members.tests.books import TODAY, id_number
from tests.factories import (
    BranchFactory,
    MemberFactory,
    MembershipFactory,
    UnitFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
URL = reverse("members:list")


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT)


@pytest.fixture
def branch(detachment):
    return BranchFactory(name="滨江站党支部", unit=UnitFactory(name="滨江站", parent=detachment))


@pytest.fixture
def office(client, detachment):
    user = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    client.force_login(user)
    return user


def person(unit, name, *, sequence=801, **details):
    values = {"name": name, "id_number": id_number(sequence=sequence), "phone": "13800138000"}
    return MemberFactory(unit=unit, **values, **beside(values), **details)


def names(answer):
    return [row.name for row in answer.context["rows"]]


def found(client, **query):
    return names(client.get(URL, query))


def test_the_list_costs_the_same_with_one_and_three(steady_queries, client, office, branch):
    page = steady_queries(
        7, make=lambda: member_of(branch, name="赵一鸣"), call=lambda: client.get(URL)
    )

    assert page.content.decode().count("赵一鸣</a>") == 3
    assert "滨江站党支部" in page.content.decode()


def test_who_left_and_who_belongs_to_others_is_not_listed(client, office, branch):
    member_of(branch, name="在队")
    member_of(branch, name="离队", left_on=TODAY)
    MemberFactory(name="外人")

    assert found(client) == ["在队"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"stage": "party"}, "安正 白预"),
        ({"stage": Stage.PROBATIONARY}, "白预"),
        ({"category": StaffCategory.CIVILIAN}, "陈群"),
        ({"without": "1"}, "白预"),
        ({"branch": "B-BJ"}, "安正"),
        ({"unit": "U-BJ"}, "安正"),
        ({"unit": "U-ELSEWHERE"}, "安正 白预 陈群"),
        ({"q": "az"}, "安正"),
        ({"q": "陈"}, "陈群"),
        ({"stage": "火星", "sort": "火星", "page": "x"}, "安正 白预 陈群"),
        ({"sort": "-name"}, "陈群 白预 安正"),
        ({"sort": "joined"}, "陈群 安正 白预"),
        ({"stage": "party", "q": "陈"}, ""),
    ],
    ids=str,
)
def test_filters_and_sorting(client, office, detachment, query, expected):
    station = UnitFactory(code="U-BJ", parent=detachment)
    UnitFactory(code="U-ELSEWHERE")
    member_of(BranchFactory(code="B-BJ", unit=station), name="安正", name_pinyin="an zheng")
    MemberFactory(
        unit=detachment, name="白预", name_pinyin="bai yu", stage="probationary", confirmed_on="",
        joined_on="2026-07",
    )  # fmt: skip
    MemberFactory(
        unit=detachment, name="陈群", name_pinyin="chen qun", stage="none", confirmed_on="",
        joined_on="", category=StaffCategory.CIVILIAN,
    )  # fmt: skip

    assert found(client, **query) == expected.split()


def test_chosen_filters_stay_in_the_address_and_can_be_taken_off(client, office, branch):
    page = client.get(URL, {"branch": branch.code, "stage": "party", "page": "1"})

    addresses = {chip["label"]: chip["clear_url"] for chip in page.context["filters"]}
    assert addresses["党支部"] == "?stage=party"
    assert "滨江站党支部" in page.content.decode()


def test_long_menus_hold_what_one_sees_and_keep_the_other_filters(client, office, branch):
    BranchFactory(name="外面的支部")

    answer = client.get(reverse("members:filter", args=["branch"]), {"stage": "party"})

    assert "外面的支部" not in answer.content.decode()
    assert f"?stage=party&amp;branch={branch.code}" in answer.content.decode()
    assert client.get(reverse("members:filter", args=["mars"])).status_code == 404


def test_a_first_visit_with_nobody_shows_what_to_do(client, office):
    assert "上传单位现有的花名册" in client.get(URL).content.decode()
    assert "去掉一个条件" in client.get(URL, {"q": "谁"}).content.decode()


def roster_in(answer):
    return read_roster(read_workbook(answer.content).pick(), today=TODAY).people


def test_the_export_is_what_is_shown_with_numbers_masked(client, office, branch):
    person(branch.unit, "赵一鸣", sequence=801)
    person(branch.unit, "钱二", sequence=803)

    answer = client.get(reverse("members:export"), {"q": "赵"})

    exported = roster_in(answer)
    assert [each.name for each in exported] == ["赵一鸣"]
    assert exported[0].id_number is None
    assert id_number(sequence=801).encode() not in answer.content
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


def test_whole_numbers_are_exported_of_whom_one_manages_and_every_look_is_kept(
    client, office, branch
):
    one = person(branch.unit, "赵一鸣")
    MembershipFactory(member=one, branch=branch)

    exported = roster_in(client.post(reverse("members:export_full")))

    assert (exported[0].id_number, exported[0].phone) == (id_number(), "13800138000")
    assert (exported[0].unit, exported[0].branch) == ("滨江站", "滨江站党支部")
    look = LogEntry.objects.get(action=LogEntry.Action.ACCESS)
    assert (look.object_pk, look.actor) == (str(one.pk), office)


def test_a_brigade_officer_exports_no_whole_number(client, detachment, branch):
    person(branch.unit, "赵一鸣")
    client.force_login(user_with(Role.BRIGADE_OFFICER, unit=detachment))

    assert client.post(reverse("members:export_full")).status_code == 404


def test_the_export_costs_the_same_with_one_and_three(steady_queries, client, office, branch):
    steady_queries(
        5, make=lambda: member_of(branch), call=lambda: client.get(reverse("members:export"))
    )


def test_formulas_in_names_stay_text(client, office, branch):
    member_of(branch, name="赵一鸣", post='=HYPERLINK("x")')

    rows = read_workbook(client.get(reverse("members:export")).content).pick().rows

    assert '=HYPERLINK("x")' in rows[1]


def test_what_is_exported_is_imported_unchanged(client, office, detachment, branch):
    MembershipFactory(member=person(branch.unit, "赵一鸣", joined_on="2015-07"), branch=branch)
    for address in ("members:export", "members:export_full"):
        method = client.get if address == "members:export" else client.post
        data = method(reverse(address)).content
        plan = plan_roster(data=data, reach=Reach(detachment), today=TODAY)
        assert [row.action for row in plan.rows] == [Action.UNCHANGED]
        assert plan.findings == ()


def test_those_ticked_are_exported_or_moved(client, office, detachment, branch):
    one, two, other = (member_of(branch, name=name) for name in ("赵一", "钱二", "孙三"))
    there = BranchFactory(unit=detachment)
    chosen = {"selected": [one.pk, two.pk, "x"]}
    url = reverse("members:selected")

    exported = client.post(url, chosen | {"action": "export"})
    asked = client.post(url, chosen | {"action": "move"})
    moved = client.post(
        url, chosen | {"action": "move", "branch": there.pk, "on": TODAY.isoformat()}
    )

    assert {each.name for each in roster_in(exported)} == {one.name, two.name}
    assert asked.status_code == 200
    assert moved.status_code == 302
    assert {m.pk for m in Member.objects.filter(memberships__branch=there)} == {one.pk, two.pk}
    assert other.memberships.get().until is None


def test_one_who_cannot_move_stops_all(client, office, detachment, branch):
    one, two = member_of(branch), member_of(BranchFactory(unit=detachment))
    two.memberships.update(since=TODAY)
    there = BranchFactory(unit=detachment)

    answer = client.post(
        reverse("members:selected"),
        {"selected": [one.pk, two.pk], "branch": there.pk, "on": "2026-01-01"},
    )

    assert "以后的日期" in answer.content.decode()
    assert not there.memberships.exists()
