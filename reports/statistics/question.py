"""What a statistic is asked: where, for which period, and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from branches.models import Branch, Unit
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from reports.compliance import Compliance, compliance_of


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with all below it, or one branch."""

    unit: Unit
    branch: Branch | None = None

    @property
    def name(self) -> str:
        return str(self.branch or self.unit)

    @property
    def branches(self) -> BranchQuerySet:
        """All Party organisations of the place, also those that do not exist any more."""
        if self.branch is not None:
            return Branch.objects.filter(pk=self.branch.pk).order_by()
        return Branch.objects.under(self.unit).order_by()


@dataclass(frozen=True)
class Question:
    """Figures of ``place`` in ``period``, from what was on record at ``as_of``.

    ``day`` is the day whose belonging counts: the last of the period, or that of ``as_of`` while
    the period runs.
    """

    place: Place
    period: Period
    as_of: datetime

    @property
    def today(self) -> date:
        """The day on which it is asked."""
        return timezone.localdate(self.as_of)

    @property
    def day(self) -> date:
        return min(self.period.ends, self.today)

    @property
    def branches(self) -> BranchQuerySet:
        """Those that exist on ``day``."""
        return self.place.branches.existing_on(self.day)

    @cached_property
    def compliance(self) -> Compliance:
        """Who owes which meetings; asked once, however many statistics need it."""
        return compliance_of(
            self.place.branches, period=self.period, today=self.today, as_of=self.as_of
        )
