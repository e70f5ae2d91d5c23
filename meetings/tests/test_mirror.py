"""A credit has the day and the state of its meeting, however either was written."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from meetings import mirror
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Credit, Meeting
from tests.factories import BranchFactory, UserFactory

pytestmark = pytest.mark.django_db
SPRING, SUMMER = date(2026, 4, 10), date(2026, 7, 10)


@pytest.fixture
def meeting():
    return _meeting()


def _meeting() -> Meeting:
    return Meeting.objects.create(
        branch=BranchFactory(),
        token=uuid4(),
        title="党课",
        state=MeetingState.DRAFT,
        held_on=SPRING,
        recorded_by=UserFactory(),
    )


def _credit(meeting: Meeting) -> Credit:
    return Credit.objects.create(meeting=meeting, branch=meeting.branch, kind=MeetingKind.LECTURE)


def _known() -> list[tuple[date, str]]:
    return list(Credit.objects.order_by("pk").values_list("held_on", "state"))


def test_created_one_by_one_and_in_bulk(meeting):
    _credit(meeting)
    Credit.objects.bulk_create(
        [Credit(meeting=meeting, branch=meeting.branch, kind=MeetingKind.THEME_DAY)]
    )

    assert _known() == [(SPRING, MeetingState.DRAFT)] * 2


@pytest.mark.parametrize("how", ["save", "update"])
def test_follows_its_meeting(meeting, how):
    other = _meeting()
    _credit(meeting)
    _credit(other)
    if how == "save":
        meeting.held_on, meeting.state = SUMMER, MeetingState.ACCEPTED
        meeting.save()
    else:
        Meeting.objects.filter(pk=meeting.pk).update(held_on=SUMMER, state=MeetingState.ACCEPTED)

    assert _known() == [(SUMMER, MeetingState.ACCEPTED), (SPRING, MeetingState.DRAFT)]


def test_a_credit_saved_with_old_values_keeps_those_of_the_meeting(meeting):
    credit = _credit(meeting)
    credit.held_on, credit.state = None, ""
    credit.save()

    assert _known() == [(SPRING, MeetingState.DRAFT)]


def test_moved_to_another_meeting(meeting):
    later = _meeting()
    Meeting.objects.filter(pk=later.pk).update(held_on=SUMMER)
    credit = _credit(meeting)
    Credit.objects.filter(pk=credit.pk).update(meeting=later)

    assert _known() == [(SUMMER, MeetingState.DRAFT)]


def test_installing_mends_what_was_written_without_triggers(meeting):
    mirror.step_aside()
    credit = _credit(meeting)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_credit SET state = 'sealed', held_on = NULL")
    mirror.install(apps=apps)
    mirror.install(apps=apps)

    credit.refresh_from_db()
    assert (credit.held_on, credit.state) == (SPRING, MeetingState.DRAFT)
