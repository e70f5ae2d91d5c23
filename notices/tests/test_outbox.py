"""Telling people: once per person and matter, with the transaction, and taken back when done."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from notices import outbox, tasks
from notices.choices import NoticeKind
from notices.models import Delivery, Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def say(*people, **details):
    blameless = {"key": "matter", "kind": NoticeKind.SYSTEM, "subject": "请看", "path": "/notices/"}
    outbox.post(recipients=[person.pk for person in people], **blameless | details)


def test_each_recipient_gets_the_notice():
    first, second = UserFactory(), UserFactory()
    say(first, second, body="正文")

    rows = Notice.objects.values_list("recipient", "key", "subject", "body", "path", "read_at")
    assert set(rows) == {
        (person.pk, "matter", "请看", "正文", "/notices/", None) for person in (first, second)
    }


def test_a_matter_is_said_once_however_often_and_to_whomever_else():
    first, second = UserFactory(), UserFactory()
    say(first)
    say(first, second, subject="换了说法")
    say(first, first)

    assert list(Notice.objects.order_by("pk").values_list("recipient", "subject")) == [
        (first.pk, "请看"),
        (second.pk, "换了说法"),
    ]


def test_what_is_rolled_back_was_never_said():
    with transaction.atomic():
        say(UserFactory(), urgent=True)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        ({"subject": ""}, ValidationError),
        ({"subject": "长" * 121}, ValidationError),
        ({"kind": "gossip"}, ValidationError),
        ({"path": "https://example.org/"}, ValueError),
        ({"path": "//example.org/"}, ValueError),
        ({"path": "/\\example.org/"}, ValueError),
        ({"path": "notices/"}, ValueError),
    ],
    ids=lambda value: str(value),
)
def test_a_notice_that_nobody_could_follow_is_a_fault_of_the_caller(spoilt, error):
    with pytest.raises(error):
        say(UserFactory(), **spoilt)

    assert not Notice.objects.exists()


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org/"])
def test_the_database_holds_no_link_out_of_the_system(path):
    with pytest.raises(IntegrityError):
        Notice.objects.create(
            recipient=UserFactory(), key="k", kind="system", subject="s", path=path
        )


def test_an_urgent_notice_is_sent_after_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.send_waiting, "delay", lambda: sent.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        say(UserFactory(), urgent=True)
        assert not sent

    assert sent == [1]


def test_a_notice_that_waits_for_the_digest_wakes_no_worker(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        say(UserFactory())

    assert not callbacks


def test_a_broker_that_is_away_does_not_fail_the_page(
    django_capture_on_commit_callbacks, monkeypatch
):
    def unreachable():
        raise OperationalError

    monkeypatch.setattr(tasks.send_waiting, "delay", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        say(UserFactory(), urgent=True)

    assert Delivery.objects.count() == 1  # the sweep will find it


def test_withdrawing_takes_back_the_matter_and_nothing_else():
    person = UserFactory()
    for key in ("theme:1:9", "theme:1:10", "theme:10:9"):
        say(person, key=key)

    assert outbox.withdraw(prefixes=["theme:1:"], now=timezone.now()) == 2
    assert [notice.key for notice in Notice.objects.unread()] == ["theme:10:9"]
    assert outbox.withdraw(keys=["theme:10:9"], now=timezone.now()) == 1
    assert outbox.withdraw(keys=["theme:10:9"], now=timezone.now()) == 0


def test_a_matter_may_be_done_for_one_person_alone():
    done, waiting = UserFactory(), UserFactory()
    for person in (done, waiting):
        say(person, key="survey:1:sent")

    outbox.withdraw(prefixes=["survey:1:"], recipients=[done.pk], now=timezone.now())

    assert [notice.recipient for notice in Notice.objects.unread()] == [waiting]


def test_what_is_to_be_forgotten_leaves_no_row():
    for key in ("survey:1:sent", "survey:10:sent"):
        say(UserFactory(), key=key)

    outbox.forget(prefixes=["survey:1:"])

    assert [notice.key for notice in Notice.objects.all()] == ["survey:10:sent"]


def test_what_was_withdrawn_is_not_said_again():
    person = UserFactory()
    say(person)
    outbox.withdraw(keys=["matter"], now=timezone.now())
    say(person)

    assert not Notice.objects.unread().exists()


def message(person, key):
    return outbox.Message(
        recipient_id=person.pk, key=key, kind=NoticeKind.OVERDUE, subject=f"请看 {key}"
    )


def test_saying_exactly_what_holds_takes_back_the_rest_of_its_kind():
    person, now = UserFactory(), timezone.now()
    say(person, key="of another kind")
    for keys in (["a", "b"], ["b", "c"], ["b", "c"], ["a", "c"]):
        messages = [message(person, key) for key in keys]
        outbox.say_exactly(kind=NoticeKind.OVERDUE, messages=messages, now=now)

    standing = Notice.objects.unread().values_list("key", flat=True)
    assert sorted(standing) == ["a", "c", "of another kind"]
    assert Notice.objects.count() == 4


def test_what_is_long_past_is_left_as_it_is():
    person, now = UserFactory(), timezone.now()
    outbox.post_all(messages=[message(person, "old")])
    later = now + outbox.REMEMBERED + outbox.REMEMBERED
    outbox.say_exactly(kind=NoticeKind.OVERDUE, messages=[], now=later)

    assert Notice.objects.unread().count() == 1


def test_telling_many_takes_as_many_statements_as_telling_one(django_assert_num_queries):
    crowd = [UserFactory() for _ in range(20)]
    for people in (crowd[:1], crowd[1:]):
        with django_assert_num_queries(7):
            say(*people, urgent=True)
