"""Tags and filters that every page uses. Pure: no query, no clock, no include.

They stand on hot paths (a list calls them for every row), so what can be made beforehand is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.templatetags.statuses import STATUSES

register = template.Library()

WEEKDAYS = "一二三四五六日"
NOTHING = "—"


# Icons and states


@cache
def _icon(name: str, label: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"/></svg>',
        mark_safe(role),  # noqa: S308 - escaped one line above
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "bell" %}`` beside a word; with a label where no word stands beside it."""
    return _icon(name, label)


@cache
def _status_parts(key: str) -> tuple[SafeString, str]:
    symbol, word, tone = STATUSES[key]
    opening = format_html('<span class="status status--{}">{}', tone, _icon(symbol, ""))
    return opening, word


@register.simple_tag
def status(key: str, word: str = "") -> SafeString:
    """``{% status meeting.state %}``, or with a word that says more: ``"逾期 3 天"``."""
    opening, usual = _status_parts(str(key))
    return mark_safe(f"{opening}{conditional_escape(word or usual)}</span>")  # noqa: S308


@register.simple_tag
def stars(number: int, out_of: int = 5) -> SafeString:
    """The stars of a branch in gold, said in words for who does not see them."""
    gold = _icon("star-filled", "") * number
    empty = _icon("star", "").replace('class="icon"', 'class="icon icon--empty"')
    return format_html(
        '<span class="stars" role="img" aria-label="{}星">{}{}</span>',
        number or "未评",
        mark_safe(gold),  # noqa: S308 - made of our own icons
        mark_safe(empty * (out_of - number)),  # noqa: S308
    )


# Numbers


def _plain(number: float | Decimal) -> str:
    """2 → 2, 2.50 → 2.5: no zeros that say nothing."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def percent_text(part: float | None, whole: float | None) -> str:
    """``92.5%（37/40）``: one decimal and its two numbers; ``—（0/0）`` of nothing."""
    share = f"{100 * part / whole:.1f}%" if whole and part is not None else NOTHING
    return f"{share}（{_plain(part or 0)}/{_plain(whole or 0)}）"


@register.simple_tag
def percent(part: float | None, whole: float | None) -> SafeString:
    """The share with its two numbers; the numbers are quieter than the share."""
    share, _, numbers = percent_text(part, whole).partition("（")
    return mark_safe(  # noqa: S308 - nothing but figures
        f'<span class="num nowrap">{share}<span class="of">（{numbers}</span></span>'
    )


@register.filter
def signed(points: float | Decimal) -> str:
    """Points of a ledger: ``+2``, ``−1.5``, ``0`` (with a true minus sign)."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{_plain(-points if points < 0 else points)}"


@register.simple_tag
def person(name: str, post: str = "") -> SafeString:
    """A person in a line: 姓名 · 职务."""
    if not post:
        return format_html('<span class="person">{}</span>', name)
    return format_html(
        '<span class="person">{}<span class="person__post">{}</span></span>', name, post
    )


# Dates and periods


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


@register.filter
def cn_date(day: date | datetime | None) -> str:
    """2026年9月18日（周五）"""
    if not day:
        return NOTHING
    if isinstance(day, datetime):
        day = _local(day)
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@register.filter
def cn_day(day: date | datetime | None) -> str:
    """9月18日（周五）, where the period above already names the year"""
    return cn_date(day).partition("年")[2] or NOTHING


@register.filter
def cn_datetime(moment: datetime | None) -> str:
    """9月18日 19:00"""
    if not moment:
        return NOTHING
    moment = _local(moment)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


@register.filter
def cn_stamp(moment: datetime | None) -> str:
    """2026年9月18日 19:00, for what is kept for years"""
    return f"{_local(moment).year}年{cn_datetime(moment)}" if moment else NOTHING


@register.filter
def cn_period(period: str) -> str:
    """``2026Q3`` → 2026年第三季度, ``2026-09`` → 2026年9月, ``2026`` → 2026年"""
    text = str(period)
    if "Q" in text:
        year, _, quarter = text.partition("Q")
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度"
    year, _, month = text.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"


# Navigation and tables


@register.simple_tag
def current(active: Any) -> SafeString:
    """``aria-current="page"`` on the link of the place one is at."""
    return mark_safe(' aria-current="page"') if active else SafeString("")


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """1 … 4 5 6 … 20: the numbers around the page one is on, and both ends."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return list(numbers)


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int) -> str:
    """The present address with another page number; filters and sorting stay."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, key: str, label: str, css: str = "") -> SafeString:
    """A table heading that sorts by ``?sort=key``, a second time by ``?sort=-key``."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    order = {key: "ascending", f"-{key}": "descending"}.get(now)
    return format_html(
        '<th scope="col" class="{}"{}><a href="?{}">{}{}</a></th>',
        css,
        format_html(' aria-sort="{}"', order) if order else "",
        query.urlencode(),
        label,
        _icon("arrow-up" if order == "ascending" else "arrow-down", "") if order else "",
    )


@register.simple_block_tag
def listing(content: str, caption: str, kind: str = "cards", show_caption: bool = False) -> str:
    """A table with its caption: ``{% listing "9月会议" %}<thead>…</tbody>{% endlisting %}``.

    ``kind``: "cards" (rows become cards on a phone), "board", "year", "scroll", "sheet", "plain";
    several may be given with blanks between. components/listing.html names the classes of cells.
    """
    classes = " ".join(_LISTING_KINDS[one] for one in kind.split())
    return format_html(
        '<div class="listing {}" role="region" aria-label="{}" tabindex="0">'
        "<table><caption{}>{}</caption>{}</table></div>",
        classes,
        caption,
        "" if show_caption else mark_safe(' class="visually-hidden"'),
        caption,
        content,
    )


_LISTING_KINDS = {
    "cards": "listing--cards",
    "board": "board",
    "year": "board year",
    "scroll": "listing--scroll",
    "sheet": "sheet listing--scroll",
    "plain": "",
}

_CELL_ICONS = {
    "late": "alert-triangle",
    "due": "clock",
    "done": "check",
    "missing": "circle-dashed",
    "waived": "circle-minus",
}


@register.simple_tag
def board_cell(text: str, state: str, url: str = "", label: str = "") -> SafeString:
    """One cell of a board: number, mark, link. ``state``: done due late missing waived none.

    ``label`` goes before it for a screen reader: "党课 3月" becomes "党课 3月 0/1 逾期".
    """
    mark = _icon(_CELL_ICONS[state], "") if state in _CELL_ICONS else ""
    if not url:
        return format_html('<span class="cell cell--{}">{}{}</span>', state, text, mark)
    word = STATUSES[state][1] if state in STATUSES else ""
    return format_html(
        '<a class="cell cell--{}" href="{}" aria-label="{} {} {}">{}{}</a>',
        *(state, url, label, text, word, text, mark),
    )


@register.simple_tag
def sheet_cell(value: Any, state: str = "", reason: str = "", old: Any = "") -> SafeString:
    """One cell of an import preview: ``state`` is new, changed, warning, refused or nothing."""
    if not state:
        return format_html("<td>{}</td>", value)
    return format_html(
        '<td class="sheet__cell--{}">{}{}{}</td>',
        state,
        format_html('<del class="sheet__old">{}</del>', old) if old else "",
        value,
        format_html('<span class="sheet__why">{}{}</span>', _icon("alert-circle", ""), reason)
        if reason
        else "",
    )


@register.simple_tag
def chart_table(chart: dict[str, Any]) -> SafeString:
    """The rows of a chart as a table: categories down, series across, as components/chart.html."""
    series = chart["series"]
    links: Iterable[str] = chart.get("urls") or [""] * len(chart["categories"])
    head = format_html_join(
        "", '<th scope="col" class="cell-num">{}</th>', ((one["name"],) for one in series)
    )
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                format_html('<a href="{}">{}</a>', url, name) if url else name,
                format_html_join(
                    "",
                    '<td class="cell-num">{}{}</td>',
                    (
                        (NOTHING, "") if value is None else (value, chart.get("unit", ""))
                        for value in values
                    ),
                ),
            )
            for name, url, values in zip(
                chart["categories"],
                links,
                zip(*(one["data"] for one in series), strict=True),
                strict=True,
            )
        ),
    )
    return format_html(
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody>',
        chart.get("category_label", "项目"), head, rows,
    )  # fmt: skip
