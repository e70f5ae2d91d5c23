"""Table 1: what there was, what came and went, and what there must be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from members.choices import MembershipKind, Stage
from members.models import Membership
from members.services.people import leave_force
from reports.statistics import CATALOGUE
from reports.tests.figures import ask, known_member, numbers
from tests.factories import BranchFactory, MemberFactory, MembershipFactory, at

pytestmark = pytest.mark.django_db

YEAR_END = at(date(2026, 1, 5), 9)


def moved(member, branch, day):
    held = member.memberships.get(until=None)
    held.until = day - timedelta(days=1)
    held.save()
    return MembershipFactory(member=member, branch=branch, since=day)


def balance(force):
    found = numbers("members-balance", ask(force.brigade, "2025", as_of=YEAR_END))
    return {key: number for key, number in found.items() if key not in ("due", "actual")} | {
        "actual": found.get("actual", 0)
    }


def test_a_year_without_movement_balances(force):
    known_member(force.here)

    assert balance(force) == {"previous": 1, "actual": 1}


def test_who_joined_is_developed_and_not_transferred(force):
    member = MemberFactory(joined_on="2025-06-20", confirmed_on="", stage=Stage.PROBATIONARY)
    member.created_at = at(date(2024, 1, 1), 9)
    member.save()
    MembershipFactory(
        member=member, branch=force.here, kind=MembershipKind.ATTACHED, until=date(2025, 6, 30)
    )
    MembershipFactory(member=member, branch=force.here, since=date(2025, 7, 1))

    assert balance(force) == {"developed": 1, "actual": 1}


def test_moves_inside_the_place_are_no_movement(force):
    member, second = known_member(force.here), BranchFactory(unit=force.brigade)
    moved(member, second, date(2025, 5, 5))
    moved(member, force.here, date(2025, 8, 8))

    assert balance(force) == {"previous": 1, "actual": 1}


def test_moves_over_its_border_are(force):
    out, into = known_member(force.here), known_member(force.there)
    moved(out, force.there, date(2025, 5, 5))
    moved(into, force.here, date(2025, 6, 6))
    moved(out, force.here, date(2025, 9, 9))

    assert balance(force) == {
        "previous": 1, "came-within": 2, "went-within": 1, "actual": 2,
    }  # fmt: skip


def test_who_came_from_beyond_and_who_left_the_force(force):
    leaver, member = known_member(force.here), known_member(force.there)
    leave_force(member=leaver, on=date(2025, 3, 3))
    Membership.objects.filter(member=member).update(branch=force.here, since=date(2025, 4, 4))

    assert balance(force) == {"previous": 1, "came-beyond": 1, "went-beyond": 1, "actual": 1}


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31)])
def test_the_edges_of_the_year_balance(force, day):
    member = known_member(force.here)
    moved(member, force.there, day)

    found = numbers("members-balance", ask(force.brigade, "2025", as_of=YEAR_END))
    assert "difference" not in found
    assert found.get("actual", 0) == 0


def test_a_full_relation_before_joining_the_party_shows_as_a_difference(force):
    member = known_member(force.there, joined_on="2025-06-20", confirmed_on="")
    moved(member, force.here, date(2024, 11, 11))

    found = numbers("members-balance", ask(force.brigade, "2025", as_of=YEAR_END))

    assert (found["actual"], found["difference"]) == (1, -1)


def test_each_movement_opens_its_list(force):
    out = known_member(force.here, name="转出者")
    moved(out, force.there, date(2025, 5, 5))
    question = ask(force.brigade, "2025", as_of=YEAR_END)

    listed = CATALOGUE["members-balance"].listed(question, "went-within")

    assert [cells[:3] for _, cells in listed.said(listed.rows)] == [
        ["转出者", force.here.name, "2020-01-01"]
    ]
