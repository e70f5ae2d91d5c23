"""Icons and states: an icon beside a word, and the icon, word and colour of a state."""

from __future__ import annotations

from functools import cache

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.ui.statuses import STATUSES


@cache
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "bell" %}`` beside a word; with a label where no word stands beside it."""
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"/></svg>',
        mark_safe(role),  # noqa: S308 - escaped one line above
        static("icons/sprite.svg"),
        name,
    )


@cache
def _parts(key: str) -> tuple[SafeString, str]:
    symbol, word, tone = STATUSES[key]
    return format_html('<span class="status status--{}">{}', tone, icon(symbol)), word


def status(key: str, word: str = "") -> SafeString:
    """``{% status meeting.state %}``, or with a word that says more: ``"逾期 3 天"``."""
    opening, usual = _parts(str(key))
    return SafeString(f"{opening}{conditional_escape(word or usual)}</span>")


def stars(number: int, out_of: int = 5) -> SafeString:
    """The stars of a branch in gold, said in words for who does not see them."""
    empty = icon("star").replace('class="icon"', 'class="icon icon--empty"')
    return format_html(
        '<span class="stars" role="img" aria-label="{}星">{}{}</span>',
        number or "未评",
        SafeString(icon("star-filled") * number),
        SafeString(empty * (out_of - number)),
    )


CURRENT = SafeString(' aria-current="page"')
ELSEWHERE = SafeString("")


def current(active: object) -> SafeString:
    """``aria-current="page"`` on the link of the place one is at."""
    return CURRENT if active else ELSEWHERE
