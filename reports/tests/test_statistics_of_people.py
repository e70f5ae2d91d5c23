"""Statistics of people, members, organisations, secretaries: against counts made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from branches.choices import BranchKind, Role
from members.choices import Education, Stage
from members.services.people import leave_force
from reports.statistics import CATALOGUE
from reports.tests.figures import LONG_BEFORE, ask, five, known_member, numbers
from tests.factories import AppointmentFactory, BranchFactory, MemberFactory, UserFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(force):
    known_member(force.there, name="外")  # of another brigade: never counted for this one
    return five(force.here)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("members-by-standing", {"full": 4, "probationary": 1}),
        ("members-by-sex", {"male": 2, "female": 2, "-": 1}),
        ("members-by-age", {"30": 2, "31": 1, "61": 1, "-": 1}),
        ("members-by-nationality", {"汉族": 2, "回族": 1, "苗族": 1, "-": 1}),
        (
            "members-by-education",
            {"bachelor": 1, "postgraduate": 1, "junior_or_below": 1, "college": 1, "-": 1},
        ),
        ("members-by-party-years", {"0": 1, "5": 1, "10": 1, "30": 1, "-": 1}),
        (
            "members-by-category",
            {"cadre_command": 1, "cadre_tech": 1, "retired": 1, "firefighter": 2},
        ),
        ("yearly-joined", {"1979": 1, "2012": 3, "-": 1}),
        ("yearly-developed", {"firefighter": 1}),
        (
            "people-by-category",
            {"cadre_command": 1, "cadre_tech": 1, "retired": 1, "firefighter": 2},
        ),
        ("people-by-stage", {"full": 4, "probationary": 1}),
    ],
)
def test_members_by_one_detail(force, people, code, expected):
    assert numbers(code, ask(force.brigade)) == expected


def test_columns_of_a_wide_table_count_by_their_conditions(force, people):
    table = CATALOGUE["yearly-basics"].table(ask(force.brigade))
    totals = dict(zip(table.columns, table.totals, strict=True))

    assert (totals["总数"], totals["预备党员"], totals["女"], totals["少数民族"]) == (5, 1, 2, 2)
    assert (totals["30 岁及以下"], totals["31–35"], totals["61–65"]) == (2, 1, 1)


def test_each_unit_below_has_its_members(force, people):
    lines = CATALOGUE["members-by-unit"].table(ask(force.detachment)).lines

    assert {line.label: line.values for line in lines} == {"城东大队": (5,), "城西大队": (1,)}


def test_a_branch_alone_is_a_place_too(force, people):
    other = BranchFactory(unit=force.here.unit)
    known_member(other)

    assert CATALOGUE["members-by-sex"].table(ask(force.brigade)).whole == 6
    assert CATALOGUE["members-by-sex"].table(ask(force.here.unit, branch=force.here)).whole == 5


@pytest.mark.parametrize(
    ("details", "counted"),
    [
        ({}, 1),
        ({"joined_on": "2025-10-01"}, 0),
        ({"joined_on": "2025-09"}, 1),
        ({"stage": Stage.ACTIVIST, "confirmed_on": "", "joined_on": ""}, 0),
        ({"created_at": at(date(2025, 10, 9), 9)}, 0),
    ],
    ids=["a member", "joined later", "joined in a month", "not yet a member", "not yet on record"],
)
def test_who_is_a_member_on_the_day(force, details, counted):
    known_member(force.here, **details)

    assert CATALOGUE["members-by-sex"].table(ask(force.brigade)).whole == counted


def test_who_was_confirmed_later_was_on_probation_then(force):
    known_member(force.here, joined_on="2024-12-01", confirmed_on="2025-12-01")

    assert numbers("members-by-standing", ask(force.brigade)) == {"probationary": 1}


def test_who_left_is_counted_up_to_the_day(force):
    gone, still = known_member(force.here), known_member(force.here)
    leave_force(member=gone, on=date(2025, 9, 30))
    leave_force(member=still, on=date(2025, 10, 1))

    assert numbers("people-by-stage", ask(force.brigade)) == {"full": 1}


def test_non_members_of_the_force_count_as_people_only(force):
    unit = force.here.unit
    MemberFactory(unit=unit, stage=Stage.NONE, confirmed_on="", created_at=LONG_BEFORE)

    assert numbers("people-by-stage", ask(force.brigade)) == {"none": 1}
    assert numbers("people-by-category", ask(force.brigade), column=1) == {}


def test_organisations_by_kind_and_whether_they_are_led(force):
    BranchFactory(unit=force.brigade, kind=BranchKind.COMMITTEE)
    BranchFactory(unit=force.brigade, dissolved_on=date(2025, 9, 29))
    AppointmentFactory(branch=force.here, role=Role.SECRETARY)
    vacant = BranchFactory(unit=force.brigade)
    AppointmentFactory(branch=vacant, role=Role.COMMITTEE_MEMBER, post="副书记")

    assert numbers("branches-by-kind", ask(force.brigade)) == {"committee": 1, "branch": 2}
    assert numbers("branches-by-leader", ask(force.brigade)) == {"with": 1, "without": 1}


def test_secretaries_by_what_is_on_the_roster_of_them(force):
    user = UserFactory()
    MemberFactory(user=user, education=Education.COLLEGE, birth_date="1985-01-02")
    AppointmentFactory(branch=force.here, user=user, since=date(2022, 9, 30))
    AppointmentFactory(branch=BranchFactory(unit=force.brigade), since=date(2022, 10, 1))
    AppointmentFactory(branch=force.there)

    question = ask(force.brigade)
    assert numbers("secretaries-by-education", question) == {"college": 1, "-": 1}
    assert numbers("secretaries-by-age", question) == {"36": 1, "-": 1}
    assert numbers("secretaries-by-post-years", question) == {"3": 1, "1": 1}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_number_is_as_long_as_its_list(force, people, code):
    """Only cells of the board count more than one each; their list is counted by its column."""
    AppointmentFactory(branch=force.here, role=Role.SECRETARY)
    statistic, question = CATALOGUE[code], ask(force.brigade)
    table = statistic.table(question)

    for line in table.lines:
        for column, number in enumerate(line.values):
            listed = statistic.listed(question, line.key, column)
            if statistic.source.code == "life":
                assert sum(row[3 + column] for row in listed.rows) == number
            elif statistic.one_each and line.key not in ("due", "difference"):
                assert len(listed.rows) == number, (line, column)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_table_costs_the_same_whatever_it_counts(force, django_assert_max_num_queries, code):
    known_member(force.here)
    with django_assert_max_num_queries(8) as one:
        CATALOGUE[code].table(ask(force.detachment))
    five(force.there)
    with django_assert_max_num_queries(len(one.captured_queries)):
        CATALOGUE[code].table(ask(force.detachment))
