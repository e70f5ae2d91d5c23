"""Which backups are kept: all of the last days, and of each earlier month the first one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def superfluous(
    days: Iterable[date], *, today: date, keep_days: int, keep_months: int
) -> set[date]:
    """Days whose backups may go. The latest one always stays, however old it is."""
    found = sorted(set(days))
    recent = {day for day in found if day > today - timedelta(days=keep_days)}
    firsts = {(day.year, day.month): day for day in reversed(found)}
    months = sorted(firsts)[-keep_months:] if keep_months else []
    return set(found) - recent - {firsts[month] for month in months} - set(found[-1:])
