"""What the record itself gives away, said for the inspector to confirm."""

from __future__ import annotations

from datetime import date

import pytest

from meetings.choices import Criterion, OddityKind
from meetings.inspections.suggestions import NAMES, Facts, Resolved, suggestions

TODAY = date(2026, 10, 8)
BLAMELESS = {
    "place": "学习室",
    "summary": "学习讨论。",
    "items": 1,
    "speeches": 2,
    "files": 1,
    "decisions": (Resolved("〔2026〕1号", True, date(2026, 12, 1), False),),
}


def keys(**spoilt):
    return [one.key for one in suggestions(Facts(**BLAMELESS | spoilt), TODAY)]


def test_nothing_is_suggested_of_a_blameless_record():
    assert keys() == []


@pytest.mark.parametrize(
    ("spoilt", "key"),
    [
        ({"place": " "}, "no_place"),
        ({"chaired": False}, "no_chair"),
        ({"recorded": False}, "no_chair"),
        ({"absent": 1}, "absent"),
        ({"to_make_up": 2}, "not_made_up"),
        ({"suffices": False}, "quorum"),
        ({"summary": "", "items": 0, "speeches": 0}, "no_summary"),
        ({"speeches": 0}, "no_speech"),
        ({"files": 0}, "no_photo"),
        ({"decisions": (Resolved("〔2026〕1号", False, date(2026, 12, 1), False),)}, "no_owner"),
        ({"decisions": (Resolved("〔2026〕1号", True, None, False),)}, "no_owner"),
        ({"decisions": (Resolved("〔2026〕1号", True, date(2026, 10, 7), False),)}, "overdue"),
        ({"late_days": 9}, "late"),
        ({"oddities": ((7, OddityKind.COPIED, "近似"),)}, "copied:7"),
    ],
)
def test_one_thing_spoilt_is_one_suggestion(spoilt, key):
    assert keys(**spoilt) == [key]
    assert key.partition(":")[0] in NAMES


@pytest.mark.parametrize(
    "decided",
    [
        Resolved("〔2026〕1号", True, TODAY, False),
        Resolved("〔2026〕1号", True, date(2026, 9, 1), True),
    ],
    ids=["due today", "done"],
)
def test_a_decision_due_today_or_done_is_not_late(decided):
    assert keys(decisions=(decided,)) == []


def test_they_come_in_the_order_of_the_sheet():
    found = suggestions(Facts(late_days=4, absent=1, to_make_up=1), TODAY)

    assert [one.criterion for one in found] == [
        Criterion.ELEMENTS,
        Criterion.ATTENDANCE,
        Criterion.ATTENDANCE,
        Criterion.SUBSTANCE,
        Criterion.EVIDENCE,
        Criterion.TIMELINESS,
    ]


def test_every_oddity_has_a_name():
    assert {kind.value for kind in OddityKind} <= set(NAMES)
