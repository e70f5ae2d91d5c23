"""Things that hold from one day to another, both days included."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        """Rows that hold on ``day``."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def within(self, first: date, last: date) -> Self:
        """Rows that hold on any day from ``first`` to ``last``."""
        return self.filter(Q(until=None) | Q(until__gte=first), since__lte=last)


class Dated(models.Model):
    """Abstract: ``since`` to ``until``, both included; ``until`` empty means still."""

    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def in_order(name: str) -> models.CheckConstraint:
        """The constraint each dated model names for itself."""
        return models.CheckConstraint(
            condition=Q(until=None) | Q(until__gte=F("since")),
            name=name,
            violation_error_message="止的日期不能早于起的日期。",
        )

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)
