"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from members import reminders
from members.imports import jobs
from members.services import register_imports


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
    register_imports.forget_registers(now=timezone.now())


@shared_task
def remind_of_certificates() -> None:
    """Tell whose certificates expire soon."""
    reminders.remind_of_certificates(today=timezone.localdate(), now=timezone.now())
