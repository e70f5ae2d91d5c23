"""Totals, caps, floor, veto and bands."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.scoring import (
    Line,
    RuleTerms,
    Terms,
    excellent_at_most,
    room,
    score,
    twice_below,
    yearly,
)

BANDS = [
    ("合格", Decimal(60)),
    ("优", Decimal(90)),
    ("提醒谈话", Decimal(0)),
    ("良", Decimal(75)),
]
TERMS = Terms(
    rules={
        "A1": RuleTerms(Decimal(2), Decimal(16)),
        "A2": RuleTerms(Decimal(4), Decimal(4)),
        "B1": RuleTerms(Decimal(3), Decimal(15)),
        "B9": RuleTerms(Decimal(1)),
        "C1": RuleTerms(Decimal(-3)),
        "C2": RuleTerms(Decimal(-2), Decimal(6)),
        "V": RuleTerms(Decimal(-100), veto=True),
    },
    bands=BANDS,
)


def lines(written):
    """``A1:2 C1:-3`` as lines."""
    pairs = (word.split(":") for word in written.split())
    return [Line(code, Decimal(points)) for code, points in pairs]


@pytest.mark.parametrize(
    ("written", "total", "band"),
    [
        ("", 60, "合格"),
        ("A1:2 A1:2 A2:4", 68, "合格"),
        ("A1:16 A1:2", 76, "良"),
        ("A1:2 A1:-2", 60, "合格"),
        ("A1:16 A1:4 A1:-2", 76, "良"),
        ("A1:16 A2:4 B1:15 B9:9", 100, "优"),
        ("A1:16 A2:4 B1:10", 90, "优"),
        ("A1:14 A2:0.9", 74.9, "合格"),
        ("C1:-3", 57, "提醒谈话"),
        ("C1:-3 C1:-3 C1:3", 57, "提醒谈话"),
        ("C2:-2 C2:-2 C2:-2 C2:-2", 54, "提醒谈话"),
        ("A1:16 A2:4 B1:15 B9:20 C1:-3", 97, "优"),
        ("C1:-90", 0, "提醒谈话"),
        ("A1:16 B1:15 V:-100", 0, "提醒谈话"),
        ("A1:16 V:-100 V:100", 76, "良"),
    ],
    ids=[
        "nothing happened",
        "sums",
        "a rule's cap",
        "a line taken back",
        "taken back while above the cap",
        "the bonus cap",
        "just excellent",
        "just below a band",
        "a deduction",
        "a deduction taken back",
        "a deduction's cap",
        "deductions are not eaten by surplus bonus",
        "the floor",
        "a veto",
        "a veto taken back",
    ],
)
def test_total_and_band(written, total, band):
    found = score(TERMS, lines(written))

    assert (found.total, found.band) == (Decimal(str(total)), band)


def test_a_score_shows_how_it_came_about():
    found = score(TERMS, lines("C1:-3 A1:18 B1:15 B9:20"))

    assert [(each.rule, each.points, each.counted, each.is_capped) for each in found.by_rule] == [
        ("A1", 18, 16, True),
        ("B1", 15, 15, False),
        ("B9", 20, 20, False),
        ("C1", -3, -3, False),
    ]
    assert (found.base, found.bonus, found.bonus_counted, found.deduction) == (60, 51, 40, -3)
    assert not found.vetoed


def test_the_order_of_lines_makes_no_difference():
    one = lines("A1:16 C1:-3 A1:4 V:-100 A2:4 V:100")

    assert score(TERMS, one) == score(TERMS, reversed(one))


def test_a_line_of_an_unknown_rule_is_an_error():
    with pytest.raises(KeyError):
        score(TERMS, lines("X1:2"))


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("", {"A1": 16, "A2": 4, "B1": 15, "B9": 40}),
        ("A1:10", {"A1": 6, "A2": 4, "B1": 15, "B9": 30}),
        ("A1:16 B9:21", {"A1": 0, "A2": 3, "B1": 3, "B9": 3}),
        ("B9:50", {"A1": 0, "A2": 0, "B1": 0, "B9": 0}),
        ("V:-100", {}),
    ],
    ids=["all of it", "some", "little under the bonus cap", "none", "after a veto"],
)
def test_what_can_still_be_earned(written, left):
    assert room(TERMS, score(TERMS, lines(written))) == left


@pytest.mark.parametrize(
    ("quarters", "year"),
    [([], None), (["80"], "80.0"), (["80", "71", "60", "90"], "75.3"), (["0", "0.1"], "0.1")],
)
def test_the_year_is_the_mean_of_its_quarters(quarters, year):
    found = yearly([Decimal(each) for each in quarters])

    assert found == (None if year is None else Decimal(year))


@pytest.mark.parametrize(
    ("quarters", "called"),
    [
        ([59, 59], True),
        ([59, 60, 59], False),
        ([80, 59, 58], True),
        ([59], False),
        ([60, 60], False),
    ],
)
def test_two_low_quarters_in_succession_are_taken_up(quarters, called):
    assert twice_below([Decimal(each) for each in quarters], Decimal(60)) is called


@pytest.mark.parametrize(
    ("members", "share", "most"),
    [
        (3, Fraction(1, 3), 1),
        (2, Fraction(1, 3), 0),
        (20, Fraction(1, 3), 6),
        (20, Fraction(3, 20), 3),
    ],
)
def test_excellent_members_are_rounded_down(members, share, most):
    assert excellent_at_most(members, share) == most
