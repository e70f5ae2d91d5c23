"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from surveys import letters
from surveys.services import keeping, sending


@shared_task
def end_overdue() -> None:
    """End and count the surveys whose last day has passed."""
    sending.end_overdue(now=timezone.now())


@shared_task
def forget_drafts() -> None:
    """Drop half-filled sheets that outlived their survey."""
    keeping.forget_left_over()


@shared_task
def remind() -> None:
    """Remind whoever has not answered a survey that ends soon."""
    letters.last_calls(today=timezone.localdate())
