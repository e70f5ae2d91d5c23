"""Reading from a standby of PostgreSQL (``DATABASE_REPLICA_URL``), where nobody can tell.

A page that is only looked at (GET) reads from the replica. Not so:

- while the reader's own write may not have arrived there: a write leaves a cookie that lives
  ``REPLICA_LAG_SECONDS``, and while it is there its owner reads the primary;
- whoever asks by a token and keeps no cookies;
- after anything was written in the request, and inside a transaction;
- who one is and what one may: sessions, accounts, posts;
- when the replica does not answer: then the primary serves, and the replica is tried again soon.

Jobs and commands read the primary.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)

REPLICA = "replica"
WROTE = "wrote"  # the cookie
SAFE = frozenset({"GET", "HEAD"})
TRIED_AGAIN_SECONDS = 10
NEVER = frozenset({"accounts", "axes", "otp_totp", "otp_static", "branches.appointment"})

_may_lag: ContextVar[bool] = ContextVar("may_lag", default=False)
_away_until = float("-inf")


class Router:
    """Django asks it for every query where no database was named."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        if (
            _may_lag.get()
            and NEVER.isdisjoint((model._meta.app_label, model._meta.label_lower))
            and not connections[DEFAULT_DB_ALIAS].in_atomic_block
        ):
            return REPLICA
        return DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        _may_lag.set(False)  # from here on the request reads what it writes
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # they are the same database

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Decides for one request, and marks whoever has written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _may_lag.set(_may_read_behind(request) and _is_there())
        try:
            response = self.get_response(request)
        finally:
            _may_lag.reset(token)
        if request.method not in SAFE:
            response.set_cookie(
                WROTE,
                "1",
                max_age=settings.REPLICA_LAG_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _may_read_behind(request: HttpRequest) -> bool:
    return (
        request.method in SAFE
        and WROTE not in request.COOKIES
        and "Authorization" not in request.headers
    )


def _is_there() -> bool:
    """Whether the replica answers; asked once a request, and not again at once after a no."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    replica = connections[REPLICA]
    try:
        replica.ensure_connection()
        if not replica.is_usable():
            replica.close()
            replica.ensure_connection()
    except OperationalError as failure:
        _away_until = time.monotonic() + TRIED_AGAIN_SECONDS
        log.warning("replica away, the primary serves", error=str(failure))
        return False
    return True
