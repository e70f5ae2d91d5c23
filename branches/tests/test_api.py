"""Units and Party organisations as the API gives them."""

from __future__ import annotations

import pytest

from branches.choices import Role, UnitKind
from tests.api.client import Api
from tests.factories import BranchFactory, GroupFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def brigade():
    return UnitFactory(kind=UnitKind.BRIGADE)


@pytest.fixture
def api(brigade):
    return Api(user_with(Role.BRIGADE_OFFICER, unit=brigade))


def test_units_are_listed_as_a_tree(api, brigade):
    station = UnitFactory(parent=brigade, short_name="特勤站")
    UnitFactory()

    rows = api.rows("units/")

    assert [(row["code"], row["parent"]) for row in rows] == [
        (brigade.code, None),
        (station.code, brigade.code),
    ]
    assert api.get(f"units/{station.code}/").json() == rows[1]


def test_a_branch_says_what_it_covers_and_how_it_is_grouped(api, brigade):
    branch = BranchFactory(unit=UnitFactory(parent=brigade))
    group = GroupFactory(branch=branch)

    row = api.get(f"branches/{branch.code}/").json()

    assert row["covers"] == [branch.unit.code]
    assert row["groups"] == [{"id": group.pk, "name": group.name, "area": ""}]
    assert row["theme_day"]["label"] == "每月15日"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "joint"}, {"joint"}),
        ({"unit": "HERE"}, {"here"}),
        ({"unit": "nowhere"}, set()),
        ({"existing": "true"}, {"here", "joint"}),
        ({"ordering": "-name"}, {"here", "joint", "gone"}),
    ],
)
def test_branches_are_filtered(api, brigade, query, found):
    here = UnitFactory(parent=brigade, code="HERE")
    BranchFactory(code="here", unit=here)
    other = UnitFactory(parent=brigade)
    BranchFactory(code="joint", unit=other, kind="joint")
    BranchFactory(code="gone", unit=other, dissolved_on="2025-01-01")

    assert {row["code"] for row in api.rows("branches/", **query)} == found


def test_a_filter_that_makes_no_sense_is_refused(api):
    answer = api.get("branches/", {"kind": "club"})

    assert answer.status_code == 400
    assert "kind" in answer.json()["errors"]


def test_pages_have_a_size(api, brigade):
    for _ in range(3):
        BranchFactory(unit=UnitFactory(parent=brigade))

    page = api.get("branches/", {"page_size": 2}).json()

    assert (page["count"], len(page["results"])) == (3, 2)
    assert "page=2" in page["next"]
    assert api.get("branches/", {"page": 9}).status_code == 404


def test_what_one_has_already_is_not_sent_again(api, brigade):
    first = api.get("units/")
    again = api.get("units/", **{"If-None-Match": first["ETag"]})
    UnitFactory(parent=brigade)
    changed = api.get("units/", **{"If-None-Match": first["ETag"]})

    assert [each.status_code for each in (first, again, changed)] == [200, 304, 200]
    assert again.content == b""


@pytest.mark.parametrize(("path", "count"), [("units/", 4), ("branches/", 6)])
def test_lists_ask_the_same_of_one_row_and_of_three(api, brigade, steady_queries, path, count):
    def make():
        branch = BranchFactory(unit=UnitFactory(parent=brigade))
        GroupFactory(branch=branch)

    answer = steady_queries(count, make=make, call=lambda: api.get(path))

    assert answer.json()["count"] == (3 if path == "branches/" else 4)
