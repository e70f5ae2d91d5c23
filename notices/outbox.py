"""The one way to tell people something.

A notice is a row in the transaction of whoever speaks: what is rolled back is never said. The key
names the matter (``theme-day:2026-09:B0012``), and a person is told of a matter once, however often
the caller runs. The app that speaks owns the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.http import url_has_allowed_host_and_scheme
from kombu.exceptions import OperationalError

from notices import delivery, tasks
from notices.choices import NoticeKind
from notices.models import Notice

log = structlog.get_logger(__name__)

ROWS_A_STATEMENT = 1000
REMEMBERED = timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing one person is told. ``path`` is a page of ours; urgent ones have their own mail."""

    recipient_id: int
    key: str
    kind: NoticeKind
    subject: str
    body: str = ""
    path: str = ""
    urgent: bool = False


def post(
    *,
    recipients: Iterable[int],
    key: str,
    kind: NoticeKind,
    subject: str,
    body: str = "",
    path: str = "",
    urgent: bool = False,
) -> None:
    """Tell several people (ids of users) the same. See `post_all`."""
    post_all(
        messages=(
            Message(
                recipient_id=recipient,
                key=key,
                kind=kind,
                subject=subject,
                body=body,
                path=path,
                urgent=urgent,
            )
            for recipient in recipients
        )
    )


@transaction.atomic
def post_all(*, messages: Iterable[Message]) -> None:
    """Tell each recipient once per key, in a few statements; urgent ones leave after the commit.

    A key that the person has been told before is passed over. Raises ValidationError for a notice
    that no one could read or that leads out of the system: a fault of the caller.
    """
    notices = (_checked(message) for message in messages)
    urgent = False
    while some := list(islice(notices, ROWS_A_STATEMENT)):
        Notice.objects.bulk_create(some, ignore_conflicts=True)
        urgent = urgent or any(notice.urgent for notice in some)
    if urgent and delivery.plan_urgent():
        transaction.on_commit(_send_soon)


def withdraw(
    *,
    keys: Iterable[str] = (),
    prefixes: Iterable[str] = (),
    recipients: Collection[int] | QuerySet | None = None,
    now: datetime,
) -> int:
    """Take back what was said of matters that are done or cancelled; how many notices that were.

    Matters are named by their keys or by how those begin; with ``recipients`` (ids of
    users) they are done for those alone. Whoever has not opened the notice never sees it, and mail
    that waits is not sent. One statement.
    """
    said = Notice.objects.standing().filter(_of(keys, prefixes))
    if recipients is not None:
        said = said.filter(recipient__in=recipients)
    return said.update(withdrawn_at=now)


def forget(*, prefixes: Iterable[str]) -> None:
    """Delete what was said of matters of which nothing may be left, not even who was told."""
    Notice.objects.filter(_of((), prefixes)).delete()


def _of(keys: Iterable[str], prefixes: Iterable[str]) -> Q:
    matters = Q(key__in=list(keys))
    for prefix in prefixes:
        matters |= Q(key__startswith=prefix)
    return matters


@transaction.atomic
def say_exactly(*, kind: NoticeKind, messages: Sequence[Message], now: datetime) -> None:
    """Of that kind, ``messages`` are all that holds now: say what is new, take back what is over.

    For jobs that derive what is due from the database. What was taken back and is due again stands
    again; it is not said twice. Notices older than `REMEMBERED` are left as they are.
    """
    due = {message.key for message in messages}
    said = Notice.objects.filter(kind=kind, created_at__gte=now - REMEMBERED)
    standing = set(said.standing().values_list("key", flat=True).distinct())
    withdraw(keys=standing - due, now=now)
    said.filter(key__in=due).exclude(withdrawn_at=None).update(withdrawn_at=None)
    post_all(messages=messages)


def _checked(message: Message) -> Notice:
    notice = Notice(
        recipient_id=message.recipient_id,
        key=message.key,
        kind=message.kind,
        subject=message.subject,
        body=message.body,
        path=message.path,
        urgent=message.urgent,
    )
    notice.clean_fields(exclude=["recipient", "digest"])
    if message.path and not is_local(path=message.path):
        raise ValueError(f"a notice leads out of the system: {message.path}")
    return notice


def is_local(*, path: str) -> bool:
    """Whether a browser that follows ``path`` stays in this system."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def _send_soon() -> None:
    try:
        tasks.send_waiting.delay()
    except OperationalError as failure:
        log.warning("broker unreachable, the next sweep sends", error=str(failure))
