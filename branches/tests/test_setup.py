"""How a Party organisation is set up: rules as tables, and the facts behind them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from branches import overview
from branches.choices import BranchKind, Role
from branches.headcount import Heads
from branches.models import Provision
from branches.services.provisions import load_provisions, shipped_provisions
from branches.setup import CODES, GroupFacts, SetupFacts, findings
from members.choices import Stage
from members.models import Membership
from tests.factories import AppointmentFactory, BranchFactory, GroupFactory, member_of

NUMBERS = {row.code: row for row in shipped_provisions() if row.code in CODES}


def facts(**details) -> SetupFacts:
    sound = {
        "kind": BranchKind.BRANCH,
        "heads": Heads(full=8, probationary=1),
        "covered_units": 1,
        "committee": 3,
        "has_secretary": True,
    }
    return SetupFacts(**sound | details)


@pytest.mark.parametrize(
    ("details", "said", "article", "grave"),
    [
        ({}, "", "", False),
        ({"heads": Heads(full=3), "committee": 1}, "", "", False),
        ({"heads": Heads(full=2, probationary=5), "committee": 1}, "不足 3 名", "第四条", True),
        ({"heads": Heads(full=48, probationary=2), "groups": "ok"}, "", "", False),
        (
            {"heads": Heads(full=48, probationary=3), "groups": "ok"},
            "不超过 50 名",
            "第四条",
            False,
        ),
        ({"kind": BranchKind.JOINT, "covered_units": 5}, "", "", False),
        ({"kind": BranchKind.JOINT, "covered_units": 6}, "6 个单位", "第五条", False),
        ({"covered_units": 6}, "", "", False),
        ({"committee": 2}, "应当设支部委员会", "第二十条", True),
        ({"heads": Heads(full=7), "committee": 1}, "应当设支部委员会", "第二十条", True),
        ({"heads": Heads(full=7)}, "", "", False),
        ({"heads": Heads(full=6), "committee": 3}, "一般只设书记", "第二十条", False),
        ({"heads": Heads(full=6), "committee": 2}, "", "", False),
        ({"committee": 8}, "一般不超过 7 人", "第二十条", False),
        ({"heads": Heads(full=20)}, "应当划分党小组", "《中央和国家机关党小组", False),
        ({"groups": (GroupFacts("甲组", Heads(full=2)),)}, "甲组有党员 2 名", "党小组", False),
        (
            {"groups": (GroupFacts("甲组", Heads(probationary=3)),)},
            "正式党员 0 名",
            "党小组",
            False,
        ),
        ({"has_secretary": False}, "还没有书记", "", False),
        ({"kind": BranchKind.TEMPORARY, "heads": Heads(full=1), "committee": 1}, "", "", False),
        ({"kind": BranchKind.TEMPORARY, "heads": Heads(), "committee": 0}, "", "", False),
        ({"kind": BranchKind.COMMITTEE, "heads": Heads(), "committee": 0}, "", "", False),
    ],
)
def test_what_is_said(details, said, article, grave):
    if details.get("groups") == "ok":
        details = details | {"groups": (GroupFacts("甲组", Heads(full=9)),)}

    found = findings(facts(**details), NUMBERS)

    assert [said in finding.text for finding in found] == ([True] if said else [])
    if article:
        assert article in found[0].provision.citation
    assert any(finding.grave for finding in found) is grave


def test_the_gravest_comes_first():
    found = findings(facts(heads=Heads(full=2), committee=3, has_secretary=False), NUMBERS)

    assert [finding.grave for finding in found] == [True, False, False]


def test_a_number_that_is_not_in_force_says_nothing():
    assert findings(facts(heads=Heads(full=1), committee=1), {}) == []


def test_a_units_own_number_is_what_counts():
    own = {**NUMBERS, "BR-5.covered_units": Provision(code="BR-5.covered_units", value=10)}
    joint = facts(kind=BranchKind.JOINT, covered_units=10)

    assert findings(joint, own) == []


@pytest.mark.django_db
def test_facts_are_counted_by_the_dates(django_assert_num_queries):
    load_provisions()
    branch = BranchFactory()
    group = GroupFactory(branch=branch, name="第一党小组")
    AppointmentFactory(role=Role.SECRETARY, branch=branch)
    for stage in (Stage.FULL, Stage.FULL, Stage.PROBATIONARY):
        member_of(branch, stage=stage, confirmed_on="")
    member_of(branch, stage=Stage.NONE, confirmed_on="")
    Membership.objects.update(group=group)
    gone = member_of(branch)
    Membership.objects.filter(member=gone).update(until="2021-01-01")

    with django_assert_num_queries(6):
        found = overview.setup_findings(branch, timezone.localdate())

    assert [finding.text for finding in found] == [
        "正式党员 2 名，不足 3 名，应成立联合党支部或并入其他支部。"
    ]
    assert [row.heads for row in overview.groups(branch, timezone.localdate())] == [Heads(2, 1)]
