"""Sending: who takes a message, when it is tried again, and that none goes out twice.

A worker claims a handful of messages, and notes ``sending`` for each just before it hands it over.
If it dies before, the claim runs out and another worker takes the message. If it dies between
handing over and noting, nobody knows whether the mail arrived; it is then recorded as failed and
not sent again, since the notice stands in the inbox anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import OuterRef, Prefetch, Subquery

from notices import channels, letters
from notices.choices import Channel, DeliveryState
from notices.models import Delivery, Notice

BATCH = 50
MOST_ATTEMPTS = 8  # the last one about four hours after the first
INTERRUPTED = "发送途中中断，是否送达不明，不再重发。"


@transaction.atomic
def plan_urgent() -> int:
    """Make a message of every urgent notice that has none; how many."""
    notices = Notice.objects.for_own_mail().values_list("pk", "recipient_id")
    messages = [Delivery(notice_id=notice, recipient_id=person) for notice, person in notices]
    return len(Delivery.objects.bulk_create(messages, ignore_conflicts=True))


@transaction.atomic
def plan_digests(*, day: date) -> int:
    """Make the day's digests from what is unread and in no digest yet; how many people get one.

    Run again on the same day, it adds to digests that nobody has begun to send, and makes none for
    who has had one: the rest waits for tomorrow's.
    """
    waiting = Notice.objects.for_digest()
    people = waiting.order_by().values_list("recipient_id", flat=True).distinct()
    Delivery.objects.bulk_create(
        [Delivery(recipient_id=person, digest_on=day) for person in people], ignore_conflicts=True
    )
    unsent = Delivery.objects.filter(
        recipient=OuterRef("recipient"),
        channel=Channel.EMAIL,
        digest_on=day,
        state=DeliveryState.WAITING,
        claim=None,
    )
    waiting.update(digest=Subquery(unsent.values("pk")[:1]))
    return Delivery.objects.filter(digest_on=day, state=DeliveryState.WAITING).count()


def send_batch(*, now: datetime) -> int:
    """Send some of what is due; how many were taken. Nought also when the channel is down."""
    _write_off_stranded(now)
    claim, taken = _claim(now)
    if not taken:
        return 0
    try:
        with channels.opened(Channel.EMAIL) as channel:
            for message in taken:
                _send(channel, message, claim, now)
    except channels.Unreachable as failure:
        _try_later(claim, failure, now)
        return 0
    return len(taken)


def _claim(now: datetime) -> tuple[UUID, Sequence[Delivery]]:
    """Take up to `BATCH` due messages under a claim that no other worker holds."""
    claim = uuid4()
    with transaction.atomic():
        rows = Delivery.objects.claimable(now).select_for_update(skip_locked=True)
        ids = list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])
        Delivery.objects.filter(pk__in=ids).update(claim=claim, claimed_at=now)
    unread = Prefetch("enclosed", Notice.objects.unread(), to_attr="unread")
    taken = Delivery.objects.filter(claim=claim).select_related("recipient", "notice")
    return claim, list(taken.order_by("due_at", "pk").prefetch_related(unread)) if ids else []


def _send(channel: channels.OpenChannel, message: Delivery, claim: UUID, now: datetime) -> None:
    letter = letters.compose(message)
    if letter is None:
        _note(message, claim, {"state": DeliveryState.DROPPED})
        return
    if not _note(message, claim, {"state": DeliveryState.SENDING}):
        return  # the claim ran out and another worker has it
    try:
        channel.deliver(letter)
    except channels.DeliveryFailed as failure:
        _note_failure(message, claim, failure, now)
    else:
        attempts = message.attempts + 1
        _note(
            message,
            claim,
            {"state": DeliveryState.SENT, "sent_at": now, "attempts": attempts, "error": ""},
        )


def _note(message: Delivery, claim: UUID, changes: dict[str, Any]) -> bool:
    """Write down what became of the message, if it is still ours."""
    return bool(Delivery.objects.filter(pk=message.pk, claim=claim).update(**changes))


def _note_failure(
    message: Delivery, claim: UUID, failure: channels.DeliveryFailed, now: datetime
) -> None:
    attempts = message.attempts + 1
    lasting = failure.permanent or attempts >= MOST_ATTEMPTS
    changes = {
        "state": DeliveryState.FAILED if lasting else DeliveryState.WAITING,
        "attempts": attempts,
        "due_at": now + _pause(attempts),
        "claim": None,
        "claimed_at": None,
        "error": str(failure)[:200],
    }
    _note(message, claim, changes)


def _try_later(claim: UUID, failure: channels.Unreachable, now: datetime) -> None:
    """Give back the whole claim; a server that is away counts as nobody's attempt."""
    Delivery.objects.filter(claim=claim, state=DeliveryState.WAITING).update(
        due_at=now + _pause(1), claim=None, claimed_at=None, error=str(failure)[:200]
    )


def _pause(attempts: int) -> timedelta:
    return timedelta(minutes=2**attempts)


def _write_off_stranded(now: datetime) -> None:
    Delivery.objects.stranded(now).update(state=DeliveryState.FAILED, error=INTERRUPTED)
