"""Who is told of duties: near their day, and one level up when long overdue; each once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from branches.choices import Role, UnitKind
from duties import telling
from duties.models import Duty
from duties.services import duties as services
from notices.models import Notice
from tests.factories import BranchFactory, UnitFactory, UserFactory, at, member_of, user_with

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = at(TODAY, 10)


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT)


@pytest.fixture
def brigade(detachment):
    return UnitFactory(kind=UnitKind.BRIGADE, parent=detachment)


@pytest.fixture
def branch(brigade):
    return BranchFactory(unit=UnitFactory(parent=brigade))


def owed(branch, days, **details):
    return Duty.objects.create(
        title="排查隐患", branch=branch, due_on=TODAY + timedelta(days=days), **details
    )


def told(key="duty-due"):
    rows = Notice.objects.standing().filter(key__startswith=key)
    return sorted((n.recipient.pk, n.key) for n in rows)


def test_owners_are_told_near_the_day_and_once(branch):
    secretary = user_with(Role.SECRETARY, branch=branch)
    committee = user_with(Role.COMMITTEE_MEMBER, branch=branch)
    member = member_of(branch, user=UserFactory())
    post = owed(branch, 3, owner_role=Role.SECRETARY)
    common, personal = owed(branch, -1), owed(branch, 0, owner=member)
    owed(branch, 4)

    assert telling.remind(today=TODAY, now=NOW) == 3
    telling.remind(today=TODAY, now=NOW)

    assert told() == sorted(
        [
            (secretary.pk, f"duty-due:{post.pk}"),
            (secretary.pk, f"duty-due:{common.pk}"),
            (committee.pk, f"duty-due:{common.pk}"),
            (member.user.pk, f"duty-due:{personal.pk}"),
        ]
    )
    services.report_done(duty=common, on=TODAY, evidence="办了", by=committee, now=NOW)
    assert (committee.pk, f"duty-due:{common.pk}") not in told()


def test_overdue_climbs_one_level_once_in_one_notice(branch, brigade, detachment):
    officer = user_with(Role.BRIGADE_OFFICER, unit=brigade)
    office = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    late, later = owed(branch, -8), owed(branch, -30)
    owed(branch, -7)
    of_brigade = Duty.objects.create(
        title="大队的事", unit=brigade, due_on=TODAY - timedelta(days=9)
    )

    assert telling.climb(today=TODAY, now=NOW) == 3
    assert telling.climb(today=TODAY + timedelta(days=0), now=NOW) == 0

    notices = {n.recipient: n for n in Notice.objects.filter(key__startswith="duty-climb")}
    assert set(notices) == {officer, office}
    assert notices[officer].subject.startswith("2 件")
    assert "大队的事" in notices[office].body
    for duty in (late, later, of_brigade):
        duty.refresh_from_db()
        assert duty.climbed_on == TODAY


def test_the_verifier_is_told_of_a_report(branch, brigade):
    officer = user_with(Role.BRIGADE_OFFICER, unit=brigade)
    secretary = user_with(Role.SECRETARY, branch=branch)
    committee = user_with(Role.COMMITTEE_MEMBER, branch=branch)
    for duty in (owed(branch, 1, verified_above=True), owed(branch, 1)):
        services.report_done(duty=duty, on=TODAY, evidence="办了", by=committee, now=NOW)

    assert [pk for pk, _ in told("duty:")] == sorted([officer.pk, secretary.pk])


def test_the_jobs_cost_the_same_for_few_and_many(django_assert_max_num_queries, branch, brigade):
    user_with(Role.BRIGADE_OFFICER, unit=brigade)
    user_with(Role.SECRETARY, branch=branch)
    for many in (1, 12):
        for _ in range(many):
            owed(branch, -20)
        with django_assert_max_num_queries(24):
            telling.remind(today=TODAY, now=NOW)
            telling.climb(today=TODAY, now=NOW)
