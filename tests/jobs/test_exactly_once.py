"""Real workers on a real broker: repeated, at once, killed, forgotten by the broker, still once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from branches.choices import Role
from branches.models import Holiday
from config.celery import app
from notices import outbox
from notices.choices import DeliveryState, NoticeKind
from notices.models import LEASE, Delivery, Notice
from tests.factories import BranchFactory, UserFactory, member_of, user_with
from tests.jobs.conftest import let_messages_go, lose_everything, until, waiting_messages

pytestmark = pytest.mark.django_db(transaction=True)

SEND, REMIND = "notices.tasks.send_waiting", "meetings.tasks.remind_of_theme_days"


def tell(people, key="matter"):
    outbox.post(
        recipients=[person.pk for person in people],
        key=key,
        kind=NoticeKind.SYSTEM,
        subject="请看",
        urgent=True,
    )


def all_done():
    return not Delivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.SENDING]
    ).exists()


def let_claims_run_out():
    """As if the lease of the dead had passed."""
    Delivery.objects.exclude(claimed_at=None).update(claimed_at=timezone.now() - 2 * LEASE)


def test_an_urgent_notice_is_mailed_by_the_worker_right_after_the_commit(start_worker, mails):
    start_worker().ready()
    person = UserFactory()
    tell([person])

    until(lambda: mails.receivers() == [person.email], "the mail arrives")
    until(all_done, "and is written down")


def test_two_workers_and_many_repeats_make_one_mail_each(start_worker, mails):
    people = [UserFactory() for _ in range(40)]
    tell(people)
    workers = [start_worker(), start_worker()]
    for worker in workers:
        worker.ready()
    for _ in range(6):
        tell(people)
        app.send_task(SEND)

    until(all_done, "all is sent")
    until(lambda: not waiting_messages(), "the queue is empty")
    assert Counter(mails.receivers()) == Counter(person.email for person in people)
    assert Notice.objects.count() == len(people)


def test_a_killed_worker_loses_no_mail_and_repeats_none(start_worker, mails):
    people = [UserFactory() for _ in range(200)]
    worker = start_worker().ready()
    tell(people)
    until(mails.receivers, "sending begins")
    worker.kill()
    assert not all_done()

    let_claims_run_out()
    start_worker().ready()
    app.send_task(SEND)
    until(all_done, "the next worker sends the rest")

    # The kill may have hit between handing a mail over and writing that down: then nobody knows
    # whether it arrived, and it is not repeated.
    doubtful = list(Delivery.objects.filter(state=DeliveryState.FAILED))
    assert len(doubtful) <= 2  # one a thread
    arrived = Counter(mails.receivers())
    assert set(arrived.values()) == {1}
    assert len(arrived) >= len(people) - len(doubtful)


def test_a_message_that_a_killed_worker_held_is_run_by_the_next(start_worker):
    """Without the timetable: the broker itself gives the message back."""
    worker = start_worker().ready()
    people = [UserFactory() for _ in range(200)]
    tell(people)
    until(lambda: Delivery.objects.exclude(claim=None).exists(), "the worker has taken it")
    worker.kill()
    assert not all_done()

    let_claims_run_out()
    let_messages_go()
    start_worker().ready()
    until(all_done, "the next worker has found the message")


def test_a_broker_that_lost_everything_delays_and_loses_nothing(start_worker, mails):
    people = [UserFactory() for _ in range(5)]
    tell(people)
    lose_everything()
    start_worker().ready()
    assert waiting_messages() == 0
    assert not all_done()

    app.send_task(SEND)  # as the timetable does every minute
    until(all_done, "the sweep finds it")
    assert Counter(mails.receivers()) == Counter(person.email for person in people)


def test_reminders_of_two_workers_and_after_a_kill_are_said_once(start_worker):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Holiday.objects.update_or_create(day=tomorrow, defaults={"is_off": False, "name": "调休"})
    branches = [BranchFactory(theme_day_number=tomorrow.day) for _ in range(10)]
    told = {user_with(Role.SECRETARY, branch=branch).pk for branch in branches}
    told |= {member_of(branch, user=UserFactory()).user_id for branch in branches}
    worker = start_worker().ready()
    for _ in range(4):
        app.send_task(REMIND)
    worker.kill()
    lose_everything()
    workers = [start_worker(), start_worker()]
    for worker in workers:
        worker.ready()
    for _ in range(4):
        app.send_task(REMIND)

    until(lambda: Notice.objects.count() >= len(told), "everybody is told")
    until(lambda: not waiting_messages(), "the queue is empty")
    for worker in workers:
        worker.stop()
    assert Counter(Notice.objects.values_list("recipient", flat=True)) == Counter(told)
