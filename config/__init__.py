"""Wiring only. The Celery application is made here, so that every process sends to its broker."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
