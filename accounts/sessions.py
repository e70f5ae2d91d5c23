"""The session engine: database rows that know their user and their device.

Session and user are read by one query. A session ends after ``IDLE_MINUTES`` without a request and
in any case after ``SESSION_HOURS``; the row is written at most once a minute to keep it alive.
Why not the cache: see docs/adr/0007-sessions-in-the-database.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.prepared import Prepared

if TYPE_CHECKING:
    from accounts.models import Session, User

REFRESH_AFTER = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """``row`` is the session as it was loaded; ``origin`` (address, device) is for a new one."""

    row: Session | None = None
    origin: tuple[str | None, str] = (None, "")

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return apps.get_model("accounts", "Session")

    @property
    def user(self) -> User | None:
        """The user whose session was loaded, without a further query."""
        return self.row.user if self.row else None

    def load(self) -> dict[str, Any]:
        found = list(_by_key.instances(key=self.session_key or ""))
        self.row = found[0] if found and found[0].expire_date > timezone.now() else None
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.session_data)

    def create(self) -> None:
        self.row = None  # a new key is a new session
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        address, device = self.origin
        before = self.row
        started_at = before.started_at if before else timezone.now()
        return self.get_model_class()(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=_runs_out(started_at, timezone.now()),
            user_id=data.get(SESSION_KEY),
            started_at=started_at,
            address=before.address if before else address,
            device=before.device if before else device,
        )

    def keep_alive(self, now: datetime) -> None:
        """Move the end of an unchanged session, unless that was done a moment ago."""
        if self.row is None or self.modified or self.row.user_id is None:
            return
        later = _runs_out(self.row.started_at, now)
        if later - self.row.expire_date >= REFRESH_AFTER:
            self.get_model_class().objects.filter(pk=self.row.pk).update(expire_date=later)


_by_key = Prepared(
    lambda key: (
        SessionStore.get_model_class().objects.filter(session_key=key).select_related("user")
    ),
    primary=True,
)


def _runs_out(started_at: datetime, now: datetime) -> datetime:
    idle = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return min(idle, started_at + timedelta(hours=settings.SESSION_HOURS))
