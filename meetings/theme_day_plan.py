"""On which day a branch holds its theme day by its rule, and which branches still have it before
them in a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from branches.calendar import DayRule, PlannedDay, plan_theme_day
from branches.choices import BranchKind
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from branches.services.holidays import work_calendar
from branches.services.provisions import RuleBook, rule_book
from meetings.choices import ENTERED, MeetingKind, MeetingState
from meetings.models import Credit

WINDOW = "TD.window_days"
SETTLED = (*ENTERED, MeetingState.CANCELLED)


class DayPlanner:
    """Names the theme day of a branch in a month. Branches with the same rule share the answer."""

    def __init__(self, book: RuleBook, months: Iterable[Period]) -> None:
        """``book`` holds `WINDOW`. One query, for the holidays."""
        years = [month.year for month in months]
        self.book = book
        self.calendar = work_calendar(first_year=min(years), last_year=max(years))
        self._known: dict[tuple[DayRule, Period, int], PlannedDay] = {}

    @classmethod
    def of(cls, months: Sequence[Period], today: date) -> DayPlanner:
        """With the numbers that hold today. Two queries."""
        return cls(rule_book(codes=[WINDOW], day=today), months)

    def by_rule(self, rule: DayRule, month: Period, path: str) -> PlannedDay:
        """``path`` is that of the branch's unit: a unit may have its own window."""
        window = int(self.book.at(path)[WINDOW].value)
        key = (rule, month, window)
        if key not in self._known:
            self._known[key] = plan_theme_day(
                month.year, month.number, rule, self.calendar, window=window
            )
        return self._known[key]


def still_ahead(branches: BranchQuerySet, month: Period) -> BranchQuerySet:
    """Those of ``branches`` that owe a theme day in the month and have no record of it, be it that
    it was held, called off or fixed for another day."""
    recorded = Credit.objects.filter(
        branch=OuterRef("pk"),
        kind=MeetingKind.THEME_DAY,
        held_on__range=(month.begins, month.ends),
        state__in=(*SETTLED, MeetingState.PLANNED),
    )
    return (
        branches.holding_meetings()
        .exclude(kind=BranchKind.TEMPORARY)
        .existing_within(month.begins, month.ends)
        .filter(~Exists(recorded))
    )
