"""Points by the API: the ledger, a branch's totals, claims decided by another person."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from assessment.choices import ClaimState
from assessment.models import Claim, Entry, Settlement, Standing
from branches.services.provisions import load_provisions
from tests.access.world import World
from tests.api import things
from tests.api.client import ROOT, Api
from tests.factories import member_of

pytestmark = pytest.mark.django_db
QUARTER = "2026Q3"


@pytest.fixture
def world():
    load_provisions()
    return World()


@pytest.fixture
def rule(world):
    return things.rule_of(world)


def as_(world, who):
    return Api(world.user(who))


def test_the_ledger_asks_the_same_of_one_line_and_of_three(world, rule, steady_queries):
    api = as_(world, "secretary")

    answer = steady_queries(
        4, make=lambda: things.entry(world, rule), call=lambda: api.get("points/")
    )

    assert answer.json()["count"] == 3


@pytest.mark.parametrize(
    ("who", "sees"), [("secretary", 2), ("office", 2), ("member", 1), ("stranger", 0)]
)
def test_who_reads_which_lines(world, rule, who, sees):
    own = member_of(world.here, user=world.user("member"))
    things.entry(world, rule)
    things.entry(world, rule, member=own)

    assert len(as_(world, who).rows("points/")) == sees


def test_lines_are_filtered(world, rule):
    api = as_(world, "office")
    line = things.entry(world, rule)
    things.entry(world, rule, quarter="2026Q2")
    query = {"member": world.colleague.pk, "quarter": QUARTER, "branch": world.here.code}

    (row,) = api.rows("points/", **query)

    assert (row["id"], row["points"], row["rule"]) == (line.pk, 1.0, "立功受奖")


# Totals


@pytest.fixture
def settlement(world, rule):
    return Settlement.objects.create(branch=world.here, quarter=QUARTER, rule_set=rule.rule_set)


def totals(world, who, **query):
    usual = {"branch": world.here.code, "quarter": QUARTER}
    return as_(world, who).rows("points/totals/", **usual | query)


def test_totals_as_they_stand_are_for_who_oversees_the_branch(world, rule, settlement):
    member_of(world.here, user=world.user("member"), name="自己")
    things.entry(world, rule)

    found = {who: {row["name"] for row in totals(world, who)} for who in ("secretary", "member")}

    assert found == {"secretary": {"自己", world.colleague.name}, "member": {"自己"}}
    (row,) = [row for row in totals(world, "office") if row["member"] == world.colleague.pk]
    assert row["total"] == 61.0


def test_members_read_what_was_published(world, rule, settlement):
    now = timezone.now()
    Standing.objects.create(settlement=settlement, member=world.colleague, total=75, band="良")
    assert totals(world, "supervisor") == []

    Settlement.objects.update(
        state="published", published_at=now, objections_until=timezone.localdate()
    )

    (row,) = totals(world, "supervisor")
    assert (row["total"], row["band"]) == (75.0, "良")


@pytest.mark.parametrize(
    ("query", "status"),
    [({"quarter": "2026"}, 400), ({"quarter": "2999Q1"}, 400), ({"branch": "x"}, 404)],
)
def test_totals_that_cannot_be_asked_for(world, settlement, query, status):
    usual = {"branch": world.here.code, "quarter": QUARTER}

    answer = as_(world, "secretary").get("points/totals/", usual | query)

    assert answer.status_code == status


def test_totals_ask_the_same_of_one_member_and_of_three(world, settlement, steady_queries):
    api = as_(world, "secretary")
    query = {"branch": world.here.code, "quarter": QUARTER}

    answer = steady_queries(
        5, make=lambda: member_of(world.here), call=lambda: api.get("points/totals/", query)
    )

    assert answer.json()["count"] == 3


# Claims


def photo():
    kept = BytesIO()
    Image.new("RGB", (32, 32), "red").save(kept, "PNG")
    kept.name, _ = "证书.png", kept.seek(0)
    return kept


def proposed(world, under, who="member", **details):
    api = as_(world, who)
    sent = {
        "token": str(things.TOKEN),
        "rule": under.pk,
        "occurred_on": str(timezone.localdate()),
        "reason": "受支队通报表扬",
        "points": "3.0",
    }
    return Client().post(f"{ROOT}points/claims/", sent | details, headers={**api.headers})


def test_a_claim_with_evidence_waits_and_is_made_once(world, rule):
    member_of(world.here, user=world.user("member"))

    first = proposed(world, rule, evidence=photo())
    second = proposed(world, rule, evidence=photo())

    assert (first.status_code, second.status_code) == (201, 200), first.json()
    assert first.json()["state"] == "waiting"
    assert first.json()["has_evidence"]
    assert first.json() == second.json()


@pytest.mark.parametrize(
    ("spoilt", "status", "reason"),
    [
        ({}, 422, "佐证"),
        ({"points": "99"}, 422, "分值"),
        ({"points": "x"}, 400, "errors"),
        ({"rule": 999_999}, 404, "没有"),
        ({"occurred_on": "2999-01-01"}, 422, "还没有到"),
    ],
    ids=["no evidence", "too many points", "no number", "no rule", "to come"],
)
def test_a_claim_is_refused(world, rule, spoilt, status, reason):
    member_of(world.here, user=world.user("member"))

    answer = proposed(world, rule, **spoilt)

    assert answer.status_code == status
    assert reason in json.dumps(answer.json(), ensure_ascii=False)
    assert not Claim.objects.exists()


def test_nobody_claims_for_a_member_of_another_branch(world, rule):
    answer = proposed(world, rule, "stranger", member=world.colleague.pk, evidence=photo())

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "verb", "remark", "status"),
    [
        ("secretary", "approve", "", 200),
        ("office", "refuse", "证书不清楚", 200),
        ("office", "refuse", "", 409),
        ("committee", "approve", "", 409),  # proposed it
        ("member", "approve", "", 404),
        ("committee", "withdraw", "", 200),
        ("secretary", "withdraw", "", 404),
        ("secretary", "revoke", "有误", 409),  # not approved
    ],
)
def test_a_claim_is_decided_by_another(world, rule, who, verb, remark, status):
    made = things.claim(world, rule)

    answer = as_(world, who).post(f"points/claims/{made.pk}/{verb}/", {"remark": remark})

    assert answer.status_code == status, answer.json()


def test_an_approved_claim_is_a_line_and_undone_by_another(world, rule):
    made = things.claim(world, rule)
    api = as_(world, "secretary")

    api.post(f"points/claims/{made.pk}/approve/", {})
    answer = api.post(f"points/claims/{made.pk}/revoke/", {"remark": "证书有误"})

    assert answer.json()["state"] == ClaimState.REVOKED
    assert sorted(Entry.objects.values_list("points", flat=True)) == [Decimal(-2), Decimal(2)]


def test_claims_ask_the_same_of_one_row_and_of_three(world, rule, steady_queries):
    api = as_(world, "secretary")

    def make():
        things.claim(world, rule, token=f"3d0f7a5e-8f0b-4c0a-9d0e-{Claim.objects.count():012}")

    answer = steady_queries(4, make=make, call=lambda: api.get("points/claims/"))

    assert answer.json()["count"] == 3
