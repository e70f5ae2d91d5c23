"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports import jobs, overdue


@shared_task
def tell_of_overdue() -> None:
    """Tell secretaries and the officers above them what is overdue."""
    overdue.tell(today=timezone.localdate(), now=timezone.now())


@shared_task
def compile_report(pk: int) -> None:
    """Compile one report."""
    jobs.work_on(pk=pk)


@shared_task
def pick_up_reports() -> None:
    """Go on with reports whose message or worker was lost."""
    for pk in jobs.left_behind(now=timezone.now()):
        jobs.work_on(pk=pk)
