"""Calendar links: made, renewed, taken back; and what they tell, kept in step with the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts import crypto
from accounts.models import User
from branches.models import Branch
from meetings.feeds import Showing, showings, window
from meetings.models import Feed, FeedEvent

SECRET_BYTES = 24
SEEN_EVERY = timedelta(minutes=1)
CANCELLED = {"is_cancelled": True, "is_over": False}
SHOWN = ("title", "place", "starts_on", "starts_at", "ends_at", "is_over", "is_cancelled")


def open_feed(*, owner: User, branch: Branch | None = None) -> Feed:
    """The person's link to the own calendar or to that of ``branch``; the same one again."""
    found = Feed.objects.filter(owner=owner, branch=branch).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _with_new_secret(Feed(owner=owner, branch=branch))
    except IntegrityError:
        return Feed.objects.get(owner=owner, branch=branch)


@transaction.atomic
def renew_feed(*, feed: Feed) -> Feed:
    """Another secret: whoever has the former link reads nothing more."""
    return _with_new_secret(feed)


@transaction.atomic
def revoke_feed(*, feed: Feed) -> None:
    """Take the link back, with all that is kept for it."""
    feed.delete()


def _with_new_secret(feed: Feed) -> Feed:
    feed.secret = token_urlsafe(SECRET_BYTES)
    feed.digest = crypto.digest(feed.secret)
    feed.save()
    return feed


def feed_of(*, secret: str) -> Feed | None:
    """The feed that the link names, if its owner may still log in. One query."""
    feeds = Feed.objects.select_related("owner", "branch__unit")
    return feeds.filter(digest=crypto.digest(secret), owner__is_active=True).first()


@transaction.atomic
def published(*, feed: Feed, today: date, now: datetime) -> list[FeedEvent]:
    """The events of the feed, brought up to date.

    What has changed since it was last shown gets the next sequence number; what is there no more
    is shown as cancelled. Asked again without a change, nothing is written but the time of use.
    """
    first, last = window(today)
    told = showings(feed.owner, feed.branch, today)
    near = Q(starts_on__range=(first, last)) | Q(uid__in=[each.uid for each in told.events])
    stands = {event.uid: event for event in feed.events.filter(near)}
    changed = {
        each.uid: _next(stands.get(each.uid), feed, now, asdict(each))
        for each in told.events
        if each.uid not in stands or not _same(stands[each.uid], each)
    }
    here = {each.uid for each in told.events} | told.kept
    for uid, event in stands.items():
        if uid not in here and not event.is_cancelled:
            gone = {name: getattr(event, name) for name in SHOWN} | CANCELLED
            changed[uid] = _next(event, feed, now, {"uid": uid, **gone})
    _keep(changed.values())
    if feed.last_used_at is None or now - feed.last_used_at >= SEEN_EVERY:
        Feed.objects.filter(pk=feed.pk).update(last_used_at=now)
    return sorted((stands | changed).values(), key=lambda event: (event.starts_on, event.uid))


def _same(event: FeedEvent, showing: Showing) -> bool:
    return all(getattr(event, name) == getattr(showing, name) for name in SHOWN)


def _next(event: FeedEvent | None, feed: Feed, now: datetime, values: dict[str, Any]) -> FeedEvent:
    sequence = event.sequence + 1 if event else 0
    return FeedEvent(feed=feed, changed_at=now, sequence=sequence, **values)


def _keep(events: Iterable[FeedEvent]) -> None:
    """Written by uid: two phones that ask at the same moment write the same."""
    FeedEvent.objects.bulk_create(
        events,
        update_conflicts=True,
        unique_fields=["feed", "uid"],
        update_fields=[*SHOWN, "sequence", "changed_at"],
    )
