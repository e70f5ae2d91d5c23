"""Tabs and filter chips of the inbox, as the components take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from notices.choices import NoticeKind


def tabs(query: QueryDict, counts: Mapping[str, int]) -> list[tuple[str, str, bool, int]]:
    """All and unread, each with its count; the kind that was chosen stays."""
    only_unread = bool(query.get("unread"))
    return [
        ("未读", _with(query, unread="1"), only_unread, counts["unread"]),
        ("全部", _with(query, unread=""), not only_unread, counts["all"]),
    ]


def kind_filter(query: QueryDict, chosen: str) -> dict[str, Any]:
    """One chip that narrows to a kind."""
    return {
        "label": "类别",
        "value": NoticeKind(chosen).label if chosen else "",
        "clear_url": _with(query, kind=""),
        "options": [
            (kind.label, _with(query, kind=kind.value), kind == chosen, None) for kind in NoticeKind
        ],
    }


def _with(query: QueryDict, **changes: str) -> str:
    """The same address with other parameters, from its first page; empty ones go."""
    changed = query.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed[name] = value
        if not value:
            del changed[name]
    return f"?{changed.urlencode()}"
