"""What the regulations think of how a branch is set up."""

from dataclasses import replace

import pytest

from branches.choices import BranchKind
from branches.services.provisions import shipped_provisions
from reports.setting_up import CODES, SetUp, findings

NUMBERS = {row.code: row for row in shipped_provisions() if row.code in CODES}
BLAMELESS = SetUp(
    kind=BranchKind.BRANCH,
    full_members=12,
    members=14,
    covered_units=1,
    has_committee=True,
    has_secretary=True,
)


def test_nothing_to_say_of_a_blameless_branch():
    assert findings(BLAMELESS, NUMBERS) == []


@pytest.mark.parametrize(
    ("spoilt", "words", "article"),
    [
        ({"full_members": 2, "has_committee": False}, "不足 3 人", "第四条"),
        ({"members": 51}, "一般不超过 50 人", "第四条"),
        ({"kind": BranchKind.JOINT, "covered_units": 10}, "覆盖 10 个单位", "第五条"),
        ({"full_members": 7, "has_committee": False}, "应当设立支部委员会", "第二十条"),
        ({"full_members": 6}, "一般只设书记", "第二十条"),
    ],
)
def test_one_thing_wrong_is_said_with_its_article(spoilt, words, article):
    (found,) = findings(replace(BLAMELESS, **spoilt), NUMBERS)

    assert words in found.sentence
    assert found.provision.citation.endswith(article)


@pytest.mark.parametrize(
    "edge",
    [
        {"full_members": 3, "has_committee": False},
        {"members": 50},
        {"kind": BranchKind.JOINT, "covered_units": 5},
        {"full_members": 6, "has_committee": False},
        {"covered_units": 10},  # only a joint branch is asked
    ],
)
def test_the_last_number_that_is_fine(edge):
    assert findings(replace(BLAMELESS, **edge), NUMBERS) == []


def test_without_a_secretary():
    (found,) = findings(replace(BLAMELESS, has_secretary=False), NUMBERS)

    assert found.sentence == "没有登记党支部书记。"


def test_a_temporary_branch_has_only_guests():
    temporary = replace(
        BLAMELESS, kind=BranchKind.TEMPORARY, full_members=0, members=0, has_committee=False
    )

    assert findings(temporary, NUMBERS) == []


def test_what_is_not_in_force_is_not_judged():
    assert findings(replace(BLAMELESS, members=500, full_members=1), {}) == []
