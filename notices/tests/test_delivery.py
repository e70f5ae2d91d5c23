"""Sending: every mail once, whoever dies, whatever the server says."""

from __future__ import annotations

import smtplib
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.utils import timezone

from notices import delivery, outbox
from notices.choices import DeliveryState, MailWish, NoticeKind
from notices.models import LEASE, Delivery, Notice
from notices.services import mark_read, wish_mail
from notices.tests.mailboxes import Refusing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 18)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now() + MINUTE


@pytest.fixture
def person():
    return UserFactory(name="王立")


def say(person, key="matter", **details):
    outbox.post(
        recipients=[person.pk],
        key=key,
        **{"kind": NoticeKind.SYSTEM, "subject": f"请看 {key}", "path": "/notices/"} | details,
    )


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def subjects():
    return [letter.subject for letter in mail.outbox]


def test_an_urgent_notice_goes_out_once(person, now):
    say(person, urgent=True, body="正文")

    assert delivery.send_batch(now=now) == 1
    assert delivery.send_batch(now=now) == 0
    letter = mail.outbox.pop()
    assert (letter.to, letter.subject) == ([person.email], "【红门党建】请看 matter")
    assert "王立：" in letter.body
    assert "正文" in letter.body
    assert f"http://127.0.0.1:8000/notices/{Notice.objects.get().pk}/" in letter.body
    assert states() == [DeliveryState.SENT]
    assert not mail.outbox


@pytest.mark.parametrize(
    "spoilt",
    [{"email": ""}, {"is_active": False}],
    ids=["no address", "not in service"],
)
def test_who_cannot_be_reached_gets_no_mail(spoilt):
    person = UserFactory(**spoilt)
    say(person, urgent=True)
    say(person, "calm")

    assert delivery.plan_digests(day=TODAY) == 0
    assert not Delivery.objects.exists()


def test_a_digest_holds_what_is_unread_and_neither_urgent_nor_withdrawn(person, now):
    for key in ("a", "b", "read", "gone"):
        say(person, key)
    say(person, "urgent", urgent=True)
    mark_read(notices=Notice.objects.filter(key="read"), now=now)
    outbox.withdraw(keys=["gone"], now=now)

    assert delivery.plan_digests(day=TODAY) == 1
    delivery.send_batch(now=now)

    assert subjects() == ["【红门党建】请看 urgent", "【红门党建】9月18日：2 条通知"]
    digest = mail.outbox[1].body
    assert "1. 请看 b" in digest or "1. 请看 a" in digest
    assert all(f"请看 {key}" not in digest for key in ("read", "gone", "urgent"))


def test_at_most_one_digest_a_day_and_nothing_lost(person, now):
    say(person, "morning")
    delivery.plan_digests(day=TODAY)
    delivery.send_batch(now=now)
    say(person, "noon")
    assert delivery.plan_digests(day=TODAY) == 0
    assert delivery.send_batch(now=now) == 0

    assert delivery.plan_digests(day=TODAY + timedelta(days=1)) == 1
    delivery.send_batch(now=now)
    assert ["请看 noon" in letter.body for letter in mail.outbox] == [False, True]
    assert "请看 morning" not in mail.outbox[1].body


def test_a_digest_planned_twice_before_it_leaves_takes_in_what_came_between(person, now):
    say(person, "a")
    delivery.plan_digests(day=TODAY)
    say(person, "b")
    delivery.plan_digests(day=TODAY)
    delivery.send_batch(now=now)

    assert subjects() == ["【红门党建】9月18日：2 条通知"]


def test_what_is_read_or_withdrawn_before_the_worker_comes_is_not_sent(person, now):
    say(person, "read", urgent=True)
    say(person, "gone", urgent=True)
    say(person, "calm")
    delivery.plan_digests(day=TODAY)
    mark_read(notices=Notice.objects.exclude(key="gone"), now=now)
    outbox.withdraw(keys=["gone"], now=now)
    delivery.send_batch(now=now)

    assert not mail.outbox
    assert states() == [DeliveryState.DROPPED] * 3


@pytest.mark.parametrize(
    ("wish", "sent"),
    [
        (MailWish.DIGEST, ["【红门党建】请看 hot", "【红门党建】9月18日：1 条通知"]),
        (MailWish.URGENT, ["【红门党建】请看 hot"]),
        (MailWish.NEVER, []),
    ],
)
def test_mail_comes_as_the_person_wishes(person, now, wish, sent):
    wish_mail(user=person, mail=MailWish.NEVER)
    wish_mail(user=person, mail=wish)
    say(person, "hot", urgent=True)
    say(person, "calm")
    delivery.plan_digests(day=TODAY)
    delivery.send_batch(now=now)

    assert subjects() == sent


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPServerDisconnected("gone"), DeliveryState.WAITING),
        (TimeoutError("slow"), DeliveryState.WAITING),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"busy")}), DeliveryState.WAITING),
        (smtplib.SMTPAuthenticationError(535, b"who?"), DeliveryState.WAITING),
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"no such user")}), DeliveryState.FAILED),
        (smtplib.SMTPDataError(554, b"spam"), DeliveryState.FAILED),
    ],
    ids=["disconnected", "timeout", "busy", "login", "no such user", "spam"],
)
def test_a_refusal_is_lasting_or_tried_again(settings, monkeypatch, person, now, error, state):
    settings.EMAIL_BACKEND = "notices.tests.mailboxes.Refusing"
    monkeypatch.setattr(Refusing, "error", error)
    say(person, urgent=True)
    delivery.send_batch(now=now)

    row = Delivery.objects.get()
    assert (row.state, row.attempts, bool(row.error)) == (state, 1, True)
    assert delivery.send_batch(now=now + MINUTE) == 0  # not before its pause is over

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    delivery.send_batch(now=now + 3 * MINUTE)
    assert len(mail.outbox) == (state == DeliveryState.WAITING)


def test_trying_ends_some_time(settings, person, now):
    settings.EMAIL_BACKEND = "notices.tests.mailboxes.Refusing"
    say(person, urgent=True)
    for attempt in range(delivery.MOST_ATTEMPTS + 2):
        delivery.send_batch(now=now + attempt * timedelta(days=1))

    row = Delivery.objects.get()
    assert (row.state, row.attempts) == (DeliveryState.FAILED, delivery.MOST_ATTEMPTS)


def test_a_server_that_is_down_costs_no_attempt(settings, person, now):
    settings.EMAIL_BACKEND = "notices.tests.mailboxes.Down"
    say(person, urgent=True)

    assert delivery.send_batch(now=now) == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.claim) == (DeliveryState.WAITING, 0, None)


def die(monkeypatch, function):
    """Make the worker die where ``function`` of delivery.py is called."""

    class Killed(BaseException):
        pass

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(function, killed)
        with pytest.raises(Killed):
            delivery.send_batch(now=timezone.now() + MINUTE)


def test_a_message_of_a_dead_worker_is_sent_when_its_claim_has_run_out(monkeypatch, person, now):
    say(person, urgent=True)
    die(monkeypatch, "notices.letters.compose")

    assert delivery.send_batch(now=now + LEASE - MINUTE) == 0
    assert delivery.send_batch(now=now + LEASE + MINUTE) == 1
    assert len(mail.outbox) == 1


def test_nobody_repeats_a_mail_whose_worker_died_while_sending(monkeypatch, person, now):
    say(person, urgent=True)
    die(monkeypatch, "notices.channels.mail.MailChannel.deliver")

    assert states() == [DeliveryState.SENDING]
    assert delivery.send_batch(now=now + LEASE + MINUTE) == 0
    row = Delivery.objects.get()
    assert (row.state, row.error) == (DeliveryState.FAILED, delivery.INTERRUPTED)
    assert not mail.outbox


def test_a_worker_that_slept_through_its_claim_sends_nothing(monkeypatch, person, now):
    say(person, urgent=True)
    compose = delivery.letters.compose

    def overslept(message):
        Delivery.objects.update(claim="00000000-0000-0000-0000-000000000001")
        return compose(message)

    monkeypatch.setattr(delivery.letters, "compose", overslept)
    delivery.send_batch(now=now)

    assert not mail.outbox
    assert states() == [DeliveryState.WAITING]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_every_mail_once():
    people = [UserFactory() for _ in range(60)]
    for person in people:
        say(person, "hot", urgent=True)
    delivery_now = timezone.now() + MINUTE

    def work():
        while delivery.send_batch(now=delivery_now):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(p.email for p in people)
    assert set(states()) == {DeliveryState.SENT}


def test_planning_digests_takes_as_many_statements_for_many_as_for_one(django_assert_num_queries):
    for size, day in ((1, 1), (20, 2)):
        for _ in range(size):
            say(UserFactory())
        with django_assert_num_queries(6):
            delivery.plan_digests(day=date(2026, 9, day))


@pytest.mark.parametrize("both", [True, False])
def test_a_delivery_is_of_a_notice_or_of_a_day(person, both):
    say(person)
    notice, day = (Notice.objects.get(), TODAY) if both else (None, None)
    with pytest.raises(IntegrityError):
        Delivery.objects.create(recipient=person, notice=notice, digest_on=day)


def test_a_second_digest_of_the_day_is_impossible(person):
    Delivery.objects.create(recipient=person, digest_on=TODAY)
    with pytest.raises(IntegrityError):
        Delivery.objects.create(recipient=person, digest_on=TODAY)
