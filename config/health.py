"""Is it alive, is it ready: for a proxy, an orchestrator, a person at the console.

``/healthz`` says that the process answers. ``/readyz`` looks at what a page or a job needs and
names what is missing; it is remembered for some seconds, so that asking often costs nothing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from kombu.exceptions import OperationalError

from config.broker import spool_at
from config.celery import app

log = structlog.get_logger(__name__)

REMEMBERED_SECONDS = 5
LEAST_FREE_BYTES = 200 * 1024 * 1024
OK = "ok"


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as failure:
        log.error("database unreachable", error=str(failure))
        return "unreachable"
    return OK


def broker() -> str:
    if settings.FILE_BROKER:
        return OK if os.access(spool_at(settings.BROKER_FOLDER).new, os.W_OK) else "not writable"
    try:
        with app.connection_for_write() as connection_to_broker:
            connection_to_broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError) as failure:
        log.error("broker unreachable", error=str(failure))
        return "unreachable"
    return OK


def worker() -> str:
    """Whether any worker is alive: it holds its folder of the file broker, or answers a ping."""
    if settings.FILE_BROKER:
        return OK if spool_at(settings.BROKER_FOLDER).has_takers() else "none"
    try:
        return OK if app.control.ping(timeout=1, limit=1) else "none"
    except (OperationalError, OSError):
        return "unknown"


def disk() -> str:
    """Where the database, the uploads and the logs lie; the fullest of the disks counts."""
    places = [place for place in (settings.VAR_DIR, settings.MEDIA_ROOT) if Path(place).exists()]
    free = min(shutil.disk_usage(place).free for place in places)
    return OK if free >= LEAST_FREE_BYTES else f"only {free // 2**20} MiB free"


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "broker": broker,
    "worker": worker,
    "disk": disk,
}
_remembered: tuple[float, dict[str, str]] = (float("-inf"), {})


def found() -> dict[str, str]:
    """What each check says, asked anew when the last answer is some seconds old."""
    global _remembered
    since, answers = _remembered
    if time.monotonic() - since > REMEMBERED_SECONDS:
        answers = {name: check() for name, check in CHECKS.items()}
        _remembered = (time.monotonic(), answers)
    return answers


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    answers = found()
    ready = all(answer == OK for answer in answers.values())
    return JsonResponse(answers, status=200 if ready else 503)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures for who brings the token; without METRICS_TOKEN there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.METRICS_TOKEN
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    return ExportToDjangoView(request)
