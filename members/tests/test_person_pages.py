"""The page of one person, looks at numbers, changes by hand."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from branches.choices import Role, UnitKind
from members.identity import beside
from members.models import Member
from members.tests.books import id_number
from tests.factories import (
    BranchFactory,
    GroupFactory,
    MembershipFactory,
    UnitFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db
NUMBERS = {"id_number": id_number(), "phone": "13800138000"}


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT)


@pytest.fixture
def branch(detachment):
    return BranchFactory(name="滨江站党支部", unit=UnitFactory(name="滨江站", parent=detachment))


@pytest.fixture
def person(branch):
    return member_of(branch, name="赵一鸣", **NUMBERS, **beside(NUMBERS))


@pytest.fixture
def office(client, detachment):
    user = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    client.force_login(user)
    return user


def page_of(client, person):
    return client.get(reverse("members:member", args=[person.pk]))


def reveal(client, person, number="id_number", **headers):
    return client.post(reverse("members:reveal", args=[person.pk, number]), headers=headers)


def test_the_page_costs_the_same_with_one_and_three(steady_queries, client, office, person):
    page = steady_queries(
        11,
        make=lambda: MembershipFactory(member=person, until="2021-01-01"),
        call=lambda: page_of(client, person),
    )

    assert page.content.decode().count("2021-01-01") == 3


def test_numbers_are_masked_and_a_look_is_recorded(client, office, person):
    masked = page_of(client, person).content.decode()
    looked = reveal(client, person, **{"HX-Request": "true"}).content.decode()

    assert id_number() not in masked
    assert person.masked_id in masked
    assert looked == f'<span class="num">{id_number()}</span>'
    entry = LogEntry.objects.get_for_object(person).get(action=LogEntry.Action.ACCESS)
    assert (entry.actor, entry.additional_data["field"]) == (office, "身份证号")


def test_a_look_without_script_has_a_page_of_its_own(client, office, person):
    assert "13800138000" in reveal(client, person, "phone").content.decode()
    assert reveal(client, person, "name").status_code == 404


def test_who_only_oversees_sees_no_whole_number(client, detachment, person):
    client.force_login(user_with(Role.BRIGADE_OFFICER, unit=detachment))

    assert "查看</button>" not in page_of(client, person).content.decode()
    assert reveal(client, person).status_code == 404
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()


def test_one_sees_ones_own_numbers(client, branch, person):
    user = user_with(Role.MEMBER, branch=branch)
    Member.objects.filter(pk=person.pk).update(user=user)
    client.force_login(user)

    assert id_number() in reveal(client, person).content.decode()


def form_of(client, url):
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_an_edit_writes_what_was_typed_in_any_usual_way(client, office, person):
    url = reverse("members:edit", args=[person.pk])
    answers = form_of(client, url) | {
        "joined_on": "2012年7月",
        "nationality": "汉",
        "post": "站 长",
    }

    assert client.post(url, answers).status_code == 302

    person.refresh_from_db()
    assert (person.joined_on, person.nationality, person.post) == ("2012-07", "汉族", "站长")
    assert (person.id_number, person.phone, person.version) == (*NUMBERS.values(), 2)


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("id_number", "110101199003078031", "校验码不对"),
        ("joined_on", "12.7", "四位"),
        ("phone", "0571-88888888", "11 位手机号"),
        ("name", "", "还没有填"),
        ("nationality", "火星", "民族"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(client, office, person, field, typed, reason):
    url = reverse("members:edit", args=[person.pk])

    answer = client.post(url, form_of(client, url) | {field: typed})

    assert reason in str(answer.context["form"].errors[field])
    person.refresh_from_db()
    assert person.version == 1


def test_a_clash_shows_both_and_can_be_saved_knowingly(client, office, person):
    url = reverse("members:edit", args=[person.pk])
    answers = form_of(client, url) | {"post": "班长"}
    Member.objects.update(post="站长", version=2)

    clash = client.post(url, answers)

    assert "在册现在是「站长」" in clash.content.decode()
    assert clash.context["form"]["post"].value() == "班长"
    assert clash.context["form"]["version"].value() == "2"
    client.post(url, answers | {"version": "2"})
    person.refresh_from_db()
    assert (person.post, person.version) == ("班长", 3)


def test_somebody_new_is_entered_with_branch_and_group(client, office, branch):
    url = reverse("members:new")
    group = GroupFactory(branch=branch)
    answers = form_of(client, url) | {
        "name": "钱二", "unit": branch.unit.pk, "category": "firefighter", "stage": "probationary",
        "joined_on": "2026.7", "branch": branch.pk, "group": group.pk,
    }  # fmt: skip

    answer = client.post(url, answers)

    entered = Member.objects.get(name="钱二")
    assert answer.url == reverse("members:member", args=[entered.pk])
    assert entered.memberships.get().group == group


def test_a_secretary_enters_people_in_the_own_branch_only(client, branch):
    client.force_login(user_with(Role.SECRETARY, branch=branch))
    other = BranchFactory()

    form = client.get(reverse("members:new")).context["form"]

    assert list(form.fields["unit"].queryset) == [branch.unit]
    assert list(form.fields["branch"].queryset) == [branch]
    assert other not in form.fields["branch"].queryset


def test_a_move_and_a_leave_by_hand(client, office, detachment, person):
    there = BranchFactory(unit=detachment)
    move, leave = (reverse(f"members:{verb}", args=[person.pk]) for verb in ("move", "leave"))

    assert client.post(move, {"branch": there.pk, "on": "2019-01-01"}).status_code == 200
    client.post(move, {"branch": there.pk, "on": "2026-01-01"})
    client.post(leave, {"on": "2026-06-30"})

    person.refresh_from_db()
    assert str(person.left_on) == "2026-06-30"
    assert [str(m.until) for m in person.memberships.order_by("since")] == [
        "2025-12-31", "2026-06-30",
    ]  # fmt: skip
