"""What the ledger comes to: the database and the pure rules say the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assessment import scoring, totals
from assessment.choices import Basis, EntryOrigin
from assessment.models import Entry, Standing
from assessment.presenting.terms import terms_of
from assessment.services.compute import compute_quarter
from assessment.spans import span_of
from assessment.tests.world import AFTER, QUARTER, RULES, THEME_DAY, meeting, rule_set
from branches.models import Branch
from tests.factories import BranchFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
EVERYWHERE = Branch.objects.all()


@pytest.fixture
def rules():
    return rule_set()


@pytest.fixture
def member(rules):
    return member_of(BranchFactory())


@pytest.fixture
def approver():
    return UserFactory()


def line(member, rules, approver, code, points):
    branch = member.memberships.get().branch
    Entry.objects.create(
        member=member,
        branch=branch,
        quarter=QUARTER,
        rule=rules.rules.get(code=code),
        points=Decimal(points),
        origin=EntryOrigin.ADJUSTED,
        source=f"objection:{Entry.objects.count() + 1}",
        occurred_on=THEME_DAY,
        approved_by=approver,
    )


def read():
    compute_quarter(quarter=QUARTER, now=AFTER)
    return totals.of_members(EVERYWHERE, span_of(QUARTER, AFTER))


@pytest.mark.parametrize(
    ("lines", "total", "band"),
    [
        ([], "60", "合格"),
        ([("A1", 2)], "62", "合格"),
        ([("A1", 2)] * 9, "76", "良"),
        ([("A1", 16), ("A4", 6), ("A5", 6), ("B1", 15)], "100", "优"),
        ([("A1", 16), ("A4", 6), ("A5", 6)], "88", "良"),
        ([("C1", -3)], "57", "提醒谈话"),
        ([("C1", -3)] * 21, "0", "提醒谈话"),
        ([("A1", 16), ("V", -100)], "0", "提醒谈话"),
        ([("V", -100), ("V", 100)], "60", "合格"),
        ([("A1", 20), ("A1", -2)], "76", "良"),
        ([("B1", "0.5")], "60.5", "合格"),
    ],
    ids=[
        "base",
        "one line",
        "cap of a rule",
        "cap of all bonuses",
        "below it",
        "deduction",
        "never below the floor",
        "veto",
        "veto taken back",
        "a correction counts before the cap",
        "tenths",
    ],
)
def test_totals(rules, member, approver, lines, total, band):
    for code, points in lines:
        line(member, rules, approver, code, points)

    assert [(one.total, one.band) for one in read()] == [(Decimal(total), band)]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=some.lists(
        some.tuples(
            some.sampled_from([code for code, *_ in RULES]),
            some.integers(-200, 200).filter(bool).map(lambda tenths: Decimal(tenths) / 10),
        ),
        max_size=12,
    )
)
def test_the_database_says_what_scoring_says(rules, member, approver, lines):
    for code, points in lines:
        line(member, rules, approver, code, points)

    [found] = read()

    expected = scoring.score(
        terms_of(rules, rules.rules.all()), [scoring.Line(*each) for each in lines]
    )
    assert (found.total, found.band) == (expected.total, expected.band)
    assert found.vetoed is expected.vetoed
    Entry.objects.all()._raw_delete("default")


def test_a_mover_between_rule_sets_keeps_what_people_granted(rules, member, approver):
    """Lines of another set's rule count under that rule's own cap."""
    other = rule_set(unit=member.memberships.get().branch.unit)
    line(member, rules, approver, "B1", 3)

    assert [one.total for one in read()] == [Decimal(63)]
    assert other.settlements.count() == 1


def test_counts_by_band(rules, member, approver):
    member_of(member.memberships.get().branch)
    line(member, rules, approver, "A1", 16)
    compute_quarter(quarter=QUARTER, now=AFTER)

    assert totals.by_band(EVERYWHERE, span_of(QUARTER, AFTER)) == {"良": 1, "合格": 1}


def test_a_snapshot_is_written_once_and_again(rules, member, approver):
    compute_quarter(quarter=QUARTER, now=AFTER)
    span = span_of(QUARTER, AFTER)
    totals.snapshot(EVERYWHERE, span)
    line(member, rules, approver, "A1", 2)

    totals.snapshot(EVERYWHERE, span)

    standing = Standing.objects.get()
    assert (standing.total, standing.band, standing.vetoed) == (Decimal(62), "合格", False)
    assert standing.up_to == Entry.objects.get().pk


def test_who_would_stand_otherwise_under_a_draft(rules):
    branch = BranchFactory()
    came, stayed_away = member_of(branch, name="到会者"), member_of(branch)
    meeting(branch, present=[came], absent=[stayed_away])
    compute_quarter(quarter=QUARTER, now=AFTER)
    draft = rule_set(state="draft")
    draft.rules.filter(basis=Basis.ATTENDED).update(points=Decimal(15))

    shifts = totals.shifts(draft, EVERYWHERE, span_of(QUARTER, AFTER))

    assert [(shift.name, shift.before, shift.after) for shift in shifts] == [
        ("到会者", Decimal(62), Decimal(75))
    ]
    assert (shifts[0].band_before, shifts[0].band_after) == ("合格", "良")
    assert Entry.objects.count() == 2
