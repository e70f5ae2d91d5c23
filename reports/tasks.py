"""Doorways for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from reports import overdue


@shared_task
def tell_of_overdue() -> None:
    """Tell secretaries and the officers above them what is overdue."""
    overdue.tell(today=timezone.localdate(), now=timezone.now())
