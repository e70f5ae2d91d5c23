"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from members.imports import jobs


@shared_task
def work_on_roster(pk: int) -> None:
    """Check or write one uploaded roster."""
    jobs.work_on(pk=pk)


@shared_task
def pick_up_rosters() -> None:
    """Go on with uploads whose message or worker was lost."""
    for pk in jobs.left_behind(now=timezone.now()):
        jobs.work_on(pk=pk)


@shared_task
def forget_rosters() -> None:
    """Clear away the files of old uploads."""
    jobs.forget_old(now=timezone.now())
