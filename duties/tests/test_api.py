"""Duties by the API: given once, reported by who owes them, verified by another person."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from duties.choices import DutyState
from duties.models import Duty
from tests.access.world import World
from tests.api.client import Api
from tests.factories import BranchFactory, member_of

pytestmark = pytest.mark.django_db
FAR = date(2099, 1, 1)


@pytest.fixture
def world():
    return World()


def as_(world, who):
    return Api(world.user(who))


def owed(world, **details):
    usual = {"title": "排查隐患", "branch": world.here, "due_on": FAR}
    return Duty.objects.create(**usual | details)


def given(world, **details):
    usual = {
        "token": str(uuid4()),
        "branch": world.here.code,
        "title": "排查隐患",
        "due_on": str(FAR),
    }
    return usual | details


def test_the_same_token_gives_one_duty(world):
    api, sent = as_(world, "secretary"), given(world, owner=world.colleague.pk)

    first, second = api.post("duties/", sent), api.post("duties/", sent)

    assert (first.status_code, second.status_code) == (201, 200), first.json()
    assert first.json() == second.json()
    assert first.json()["owner_label"] == world.colleague.name
    assert Duty.objects.count() == 1


def test_what_an_officer_gives_is_verified_above(world):
    sent = given(world, owner_role="secretary", source="directive", source_label="3号文")

    answer = as_(world, "brigade").post("duties/", sent)

    duty = Duty.objects.get()
    assert answer.status_code == 201
    assert (duty.verified_above, duty.source_label) == (True, "3号文")
    assert (
        as_(world, "secretary").post(f"duties/{duty.pk}/drop/", {"reason": "不办了"}).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("spoilt", "status"),
    [
        ({"due_on": "2020-01-01"}, 422),
        ({"title": ""}, 400),
        ({"owner": 999_999}, 404),
        ({"branch": "nowhere"}, 404),
        ({"owner_role": "member"}, 400),
    ],
)
def test_a_duty_is_refused(world, spoilt, status):
    answer = as_(world, "secretary").post("duties/", given(world, **spoilt))

    assert answer.status_code == status
    assert not Duty.objects.exists()


def test_nobody_of_another_branch_is_given_anything(world):
    stranger = member_of(BranchFactory())

    answer = as_(world, "secretary").post("duties/", given(world, owner=stranger.pk))

    assert answer.status_code == 404


def test_a_duty_goes_from_hand_to_hand(world):
    duty = owed(world)
    today = str(timezone.localdate())
    done = as_(world, "secretary").post(
        f"duties/{duty.pk}/done/", {"on": today, "evidence": "已整改"}
    )
    own = as_(world, "secretary").post(f"duties/{duty.pk}/verify/", {})
    over = as_(world, "committee").post(f"duties/{duty.pk}/verify/", {"remark": "属实"})

    assert done.json()["state"] == "done"
    assert own.status_code == 404
    assert over.json()["state"] == "verified"
    assert [event["action"] for event in over.json()["events"]] == ["done", "verify"]


def test_a_return_needs_its_reason(world):
    duty = owed(
        world,
        state=DutyState.DONE,
        done_on=date(2026, 11, 1),
        done_by=world.user("member"),
    )
    api = as_(world, "secretary")

    bare = api.post(f"duties/{duty.pk}/return/", {})
    done = api.post(f"duties/{duty.pk}/return/", {"remark": "没有照片"})

    assert (bare.status_code, done.status_code) == (409, 200)
    assert "原因" in bare.json()["detail"]


def test_what_was_changed_meanwhile_fails_its_precondition(world):
    duty = owed(world)
    api = as_(world, "secretary")
    seen = api.get(f"duties/{duty.pk}/")["ETag"]
    Duty.objects.update(due_on=FAR - timedelta(days=1))

    answer = api.post(f"duties/{duty.pk}/drop/", {"reason": "并入专项"}, **{"If-Match": seen})

    assert answer.status_code == 412
    assert Duty.objects.get().state == DutyState.OPEN


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"overdue": "true"}, {"逾期"}),
        ({"overdue": "false"}, {"没到期"}),
        ({"state": "verified"}, set()),
        ({"unit": "STATION"}, {"逾期", "没到期"}),
    ],
)
def test_duties_are_filtered(world, query, found):
    type(world.station).objects.filter(pk=world.station.pk).update(code="STATION")
    owed(world, title="逾期", due_on=date(2020, 1, 1))
    owed(world, title="没到期")
    owed(world, title="别处", branch=world.there)

    rows = as_(world, "brigade").rows("duties/", **query)

    assert {row["title"] for row in rows} == found


def test_the_list_asks_the_same_of_one_row_and_of_three(world, steady_queries):
    api = as_(world, "secretary")

    answer = steady_queries(4, make=lambda: owed(world), call=lambda: api.get("duties/"))

    assert answer.json()["count"] == 3
