"""Addresses of other apps' pages, with what they are to be filtered by."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from branches.periods import Period


def _to(name: str, **query: object) -> str:
    written = {key: str(value) for key, value in query.items() if value}
    address = reverse(name)
    return f"{address}?{urlencode(written)}" if written else address


def addressed(name: str, *args: object) -> str:
    """The address of a page; nothing as long as there is none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def meetings(**asked: object) -> str:
    """The list of meetings, narrowed: branch, unit, kind, period, state, odd, late;
    ``counted`` where a number of the board leads there: the list says why it has another."""
    return _to("meetings:list", **asked)


def record(
    *,
    branch: str,
    kind: str = "",
    day: date | None = None,
    theme: int | None = None,
    period: Period | str = "",
) -> str:
    """The form for logging a meeting, filled in as far as known; ``period`` it is owed for."""
    return _to("meetings:record", branch=branch, kind=kind, day=day, theme=theme, period=period)


def not_held(*, branch: str, kind: str) -> str:
    """The form for saying that a meeting was due and not held, and why."""
    return _to("meetings:cancel", branch=branch, kind=kind)


def board(*, unit: str = "", period: Period | str = "", **asked: str) -> str:
    """The compliance board."""
    return _to("reports:board", unit=unit, period=period, **asked)


def turnout_list(**asked: object) -> str:
    """What a turnout was counted from: of a ``period``, or of twelve months ``until`` one."""
    return _to("reports:turnout_list", **asked)
