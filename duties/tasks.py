"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from duties import telling
from duties.directives import telling as telling_of_directives
from duties.services import files, lists


@shared_task
def make_duties() -> None:
    """What the responsibility lists owe in the periods that run."""
    lists.make_duties(today=timezone.localdate(), now=timezone.now())


@shared_task
def remind() -> None:
    """Tell owners of what is near its day, and officers of what is long overdue."""
    today, now = timezone.localdate(), timezone.now()
    telling.remind(today=today, now=now)
    telling.climb(today=today, now=now)


@shared_task
def forget_uploads() -> None:
    """Delete uploads that no report has taken up."""
    files.forget(now=timezone.now())


@shared_task
def tell_of_late_directives() -> None:
    """Tell who issued a directive which stages are late at branches."""
    telling_of_directives.tell_of_late(today=timezone.localdate(), now=timezone.now())
