"""Doorways to the computation for the worker."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from assessment.services import daily


@shared_task
def compute_points() -> None:
    """Let the ledger follow the records of this quarter and the last."""
    daily.follow_records(now=timezone.now())


@shared_task
def compute_reviewed() -> None:
    """Let the ledger follow what has just been accepted, returned or corrected."""
    daily.follow_reviews(now=timezone.now())
