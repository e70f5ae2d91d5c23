"""Ties the lines of one request together, and speaks up about slow ones.

Every line that is logged while a request is answered carries its ``request_id``; the answer names
it too, so that a person on the telephone can read it out. The proxy before us gives the id
(``X-Request-ID``), else we make one. Logged is the name of the address, never
a query, a body or a person.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)

WELL_FORMED = re.compile(r"[0-9a-zA-Z-]{8,64}")
HEADER = "X-Request-ID"


class TracingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if WELL_FORMED.fullmatch(given) else uuid4().hex
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            if seconds > settings.SLOW_SECONDS:
                _say_slow(request, response, seconds)
        response.headers[HEADER] = request_id
        return response


def _say_slow(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    log.warning(
        "slow request",
        view=match.view_name if match else "",
        method=request.method,
        status=response.status_code,
        seconds=round(seconds, 2),
    )
