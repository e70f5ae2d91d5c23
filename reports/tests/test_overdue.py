"""The digest of what is overdue: to whom, of what, once a week, and taken back when made good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from branches.choices import BranchKind, Role, UnitKind
from branches.models import Branch
from meetings.choices import MeetingKind, MeetingState
from notices.models import Notice
from reports import overdue
from reports.tests.records import held
from tests.factories import AppointmentFactory, BranchFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
FOUNDED = date(2026, 2, 1)  # owes: February's theme day; the quarter and the year run on


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT, name="支队")


@pytest.fixture
def brigade(detachment):
    return UnitFactory(kind=UnitKind.BRIGADE, name="一大队", parent=detachment)


@pytest.fixture
def branch(brigade):
    station = UnitFactory(parent=brigade)
    return BranchFactory(name="特勤站党支部", unit=station, founded_on=FOUNDED)


def tell(today=MONDAY):
    return overdue.tell(today=today, now=timezone.now())


def told():
    return set(Notice.objects.unread().values_list("recipient_id", flat=True))


def make_good(branch, **details):
    return held(branch, MeetingKind.THEME_DAY, date(2026, 2, 16), **details)


def test_the_secretary_is_told_what_the_branch_owes(branch):
    secretary = user_with(Role.SECRETARY, branch=branch)
    user_with(Role.MEMBER, branch=branch)
    tell()

    notice = Notice.objects.get()
    assert notice.recipient == secretary
    assert notice.subject == "有 1 次组织生活逾期未录入"
    assert notice.body == "特勤站党支部，截至2026年3月9日（周一）：\n主题党日：2026年2月"
    assert notice.path == branch.get_absolute_url()


def test_the_officers_nearest_above_are_told_and_nobody_further_up(detachment, brigade, branch):
    officers = {user_with(Role.BRIGADE_OFFICER, unit=brigade).pk for _ in range(2)}
    user_with(Role.BRIGADE_OFFICER, unit=UnitFactory(parent=detachment))
    user_with(Role.POLITICAL_OFFICE, unit=detachment)
    tell()

    assert told() == officers
    notice = Notice.objects.first()
    assert notice.subject == "1 个党支部共有 1 次组织生活逾期未录入"
    assert notice.body == "一大队，截至2026年3月9日（周一）：\n特勤站党支部：1 次"
    assert notice.path == f"/board/?unit={brigade.code}&period=2026&show=late"


def test_where_no_brigade_stands_between_the_office_is_told(detachment, branch):
    office = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    tell()

    assert told() == {office.pk}


def test_a_long_list_names_the_first_and_counts_the_rest(brigade):
    user_with(Role.BRIGADE_OFFICER, unit=brigade)
    for _ in range(overdue.MOST_NAMED + 2):
        BranchFactory(unit=UnitFactory(parent=brigade), founded_on=FOUNDED)
    tell()

    lines = Notice.objects.get().body.splitlines()
    assert len(lines) == overdue.MOST_NAMED + 2
    assert lines[-1] == "……等 12 个党支部"


@pytest.mark.parametrize(
    ("state", "comes"),
    [
        (MeetingState.HANDED_IN, False),
        (MeetingState.ACCEPTED, False),
        (MeetingState.CANCELLED, False),  # explained
        (MeetingState.DRAFT, True),
        (MeetingState.RETURNED, True),
    ],
)
def test_what_is_entered_or_explained_is_not_asked_for(branch, state, comes):
    user_with(Role.SECRETARY, branch=branch)
    make_good(branch, state=state)
    tell()

    assert bool(told()) is comes


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": BranchKind.TEMPORARY},
        {"kind": BranchKind.COMMITTEE},
        {"dissolved_on": date(2026, 2, 20)},
        {"founded_on": date(2026, 3, 1)},
    ],
    ids=["temporary", "committee", "dissolved", "new"],
)
def test_who_owes_nothing_is_not_asked(branch, spoilt):
    user_with(Role.SECRETARY, branch=branch)
    Branch.objects.filter(pk=branch.pk).update(**spoilt)
    tell()

    assert told() == set()


def test_nobody_hears_of_it_twice_in_a_week(brigade, branch):
    user_with(Role.SECRETARY, branch=branch)
    user_with(Role.BRIGADE_OFFICER, unit=brigade)
    for day in range(7):
        tell(MONDAY + timedelta(days=day))
    assert Notice.objects.count() == 2

    tell(MONDAY + timedelta(days=7))
    assert Notice.objects.count() == 4
    assert Notice.objects.standing().count() == 2  # the former week's are taken back


def test_what_is_made_good_is_taken_back(brigade, branch):
    user_with(Role.SECRETARY, branch=branch)
    user_with(Role.BRIGADE_OFFICER, unit=brigade)
    tell()
    make_good(branch)
    tell(MONDAY + timedelta(days=1))

    assert told() == set()


def test_in_january_the_old_year_is_asked_for():
    branch = BranchFactory(founded_on=date(2025, 12, 1))
    user_with(Role.SECRETARY, branch=branch)
    tell(date(2026, 1, 12))

    assert "主题党日：2025年12月" in Notice.objects.get().body


def test_as_many_statements_for_many_branches_as_for_one(brigade, django_assert_num_queries):
    AppointmentFactory(role=Role.BRIGADE_OFFICER, unit=brigade, branch=None)
    for count in (1, 9):
        for _ in range(count):
            branch = BranchFactory(unit=UnitFactory(parent=brigade), founded_on=FOUNDED)
            user_with(Role.SECRETARY, branch=branch)
        with django_assert_num_queries(14):
            tell()
