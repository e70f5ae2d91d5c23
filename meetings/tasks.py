"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from meetings import reminders
from meetings.services import attachments


@shared_task
def remind_of_theme_days() -> None:
    """Tell secretaries and members of the theme days that come near."""
    reminders.remind(today=timezone.localdate(), now=timezone.now())


@shared_task
def forget_uploads() -> None:
    """Delete uploads that no record has taken up."""
    attachments.forget(now=timezone.now())
