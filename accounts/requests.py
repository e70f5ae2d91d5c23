"""What a request is once it has passed the gate, for annotations."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.sessions import SessionStore


class UserRequest(HttpRequest):
    """A request of somebody logged in. Every view gets one unless it is ``login_not_required``."""

    user: User
    session: SessionStore
    htmx: HtmxDetails
