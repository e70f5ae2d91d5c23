"""People as the API gives them: those of the screens, numbers masked."""

from __future__ import annotations

from datetime import date

import pytest

from branches.choices import Role
from members.choices import Stage
from tests.api.client import Api
from tests.factories import BranchFactory, GroupFactory, member_of, user_with

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "11010119900307201X", "13800138000"


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def api(branch):
    return Api(user_with(Role.SECRETARY, branch=branch))


def names(rows):
    return {row["name"] for row in rows}


def test_whole_numbers_are_nowhere(api, branch):
    person = member_of(
        branch, id_number=NUMBER, id_tail="201X", phone=PHONE, phone_tail="8000", name="李同志"
    )

    one, listed = api.get(f"members/{person.pk}/"), api.get("members/")

    assert one.json()["id_number"] == "**************201X"
    assert one.json()["phone"] == "*******8000"
    for answer in (one, listed):
        assert NUMBER not in answer.content.decode()
        assert PHONE not in answer.content.decode()
    assert "id_number" not in listed.json()["results"][0]


def test_a_person_says_where_they_belong(api, branch):
    group = GroupFactory(branch=branch)
    person = member_of(branch)
    person.memberships.update(group=group)

    (row,) = api.rows("members/")

    assert row["unit"] == branch.unit.code
    assert row["belongs_to"] == [
        {"branch": branch.code, "group": group.pk, "kind": "full", "since": "2020-01-01"}
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"甲", "乙"}),
        ({"stage": "probationary"}, {"乙"}),
        ({"q": "甲"}, {"甲"}),
        ({"left": "true"}, {"丙"}),
        ({"branch": "OTHER"}, set()),
    ],
)
def test_people_are_filtered(api, branch, query, found):
    member_of(branch, name="甲")
    member_of(branch, name="乙", stage=Stage.PROBATIONARY, confirmed_on="")
    member_of(branch, name="丙", left_on=date(2026, 1, 1))
    member_of(BranchFactory(code="OTHER"), name="丁")

    assert names(api.rows("members/", **query)) == found


def test_who_has_left_is_still_read_by_key(api, branch):
    person = member_of(branch, left_on=date(2026, 1, 1))

    assert api.get(f"members/{person.pk}/").json()["left_on"] == "2026-01-01"


def test_a_plain_member_reads_only_oneself(branch):
    user = user_with(Role.MEMBER, branch=branch)
    member_of(branch, name="自己", user=user)
    other = member_of(branch, name="别人")
    api = Api(user)

    assert names(api.rows("members/")) == {"自己"}
    assert api.get(f"members/{other.pk}/").status_code == 404


def test_the_list_asks_the_same_of_one_row_and_of_three(api, branch, steady_queries):
    answer = steady_queries(5, make=lambda: member_of(branch), call=lambda: api.get("members/"))

    assert answer.json()["count"] == 3
