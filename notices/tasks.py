"""Doorways to delivery for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notices import delivery


@shared_task
def send_waiting() -> None:
    """Send all that is due."""
    while delivery.send_batch(now=timezone.now()):
        pass


@shared_task
def send_digests() -> None:
    """Make today's digests and send them."""
    delivery.plan_digests(day=timezone.localdate())
    send_waiting()
