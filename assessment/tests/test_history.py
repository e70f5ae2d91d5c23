"""Whatever happened to the records, and whenever it was counted, the ledger says what they say."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assessment.models import Entry
from assessment.services.compute import compute_quarter
from assessment.tests.world import AFTER, QUARTER, meeting, rule_set, worth
from meetings.choices import MeetingState, Presence
from meetings.models import Meeting
from tests.factories import BranchFactory, member_of

PRESENCES = [Presence.PRESENT, Presence.ABSENT, Presence.ON_WATCH]
STATES = [MeetingState.ACCEPTED, MeetingState.RETURNED, MeetingState.SEALED]
happenings = some.one_of(
    some.tuples(some.just("presence"), some.integers(0, 2), some.sampled_from(PRESENCES)),
    some.tuples(some.just("state"), some.integers(0, 2), some.sampled_from(STATES)),
    some.tuples(some.just("compute"), some.just(0), some.just(None)),
)


def compute():
    return compute_quarter(quarter=QUARTER, now=AFTER)


def forget():
    Entry.objects.all()._raw_delete("default")


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=some.lists(happenings, max_size=10))
def test_any_history_ends_like_a_fresh_count(history, stage):
    member, meetings = stage
    for what, which, value in history:
        match what:
            case "presence":
                meetings[which].attendances.update(presence=value)
            case "state":
                Meeting.objects.filter(pk=meetings[which].pk).update(state=value)
            case "compute":
                compute()
    compute()
    grown = worth(member)
    again = compute().lines
    forget()
    compute()

    assert worth(member) == grown
    assert again == 0
    forget()


@pytest.fixture
def stage(db):
    rule_set()
    branch = BranchFactory()
    member = member_of(branch)
    return member, [meeting(branch, present=[member]) for _ in range(3)]


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_count_once():
    rule_set()
    branch = BranchFactory()
    members = [member_of(branch) for _ in range(5)]
    meeting(branch, present=members)
    start = threading.Barrier(4)
    appended = []

    def work(number):
        try:
            start.wait(timeout=20)
            now = AFTER + timedelta(seconds=number)
            appended.append(compute_quarter(quarter=QUARTER, now=now).lines)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=[number]) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    assert sorted(appended) == [0, 0, 0, 5]
    assert Entry.objects.count() == 5
    assert {entry.line for entry in Entry.objects.all()} == {1}
