"""Doorways for the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from backups import services
from backups.errors import BackupRefused
from backups.models import Backup

log = structlog.get_logger(__name__)


@shared_task
def back_up(by: int) -> None:
    """A backup that an administrator asked for on the page. What fails was noted and told."""
    keeper = User.objects.filter(pk=by).first()
    _noted(lambda now: services.back_up(folder=settings.BACKUP_DIR, now=now, by=keeper))


@shared_task
def back_up_nightly() -> None:
    """The backup of the night. What fails was noted and told."""
    if settings.BACKUP_NIGHTLY:
        _noted(lambda now: services.back_up_nightly(now=now))


def _noted(work: Callable[[datetime], Backup]) -> None:
    try:
        made = work(timezone.now())
    except BackupRefused as refusal:
        log.error("backup failed", reason=str(refusal))
    else:
        log.info("backup made", place=made.place, size=made.size, files=made.files)


@shared_task
def watch_backups() -> None:
    """Speak up when there is no fresh backup."""
    services.watch(now=timezone.now())
