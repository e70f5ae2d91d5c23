"""Doorways to the computation for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from assessment.services.daily import follow_records


@shared_task
def compute_points() -> None:
    """Let the ledger follow the records of this quarter and the last."""
    follow_records(now=timezone.now())
