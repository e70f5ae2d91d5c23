"""Doorways to what accounts do by themselves."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task(ignore_result=True)
def forget_ended_sessions() -> None:
    """Clear away sessions that have run out; running it again does nothing."""
    services.forget_ended_sessions(now=timezone.now())
