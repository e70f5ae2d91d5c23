"""Tables: lists that sort and page, boards of cells, the roll of a meeting, sheets, charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.template import Context
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.ui.marks import icon
from accounts.ui.statuses import STATUSES
from accounts.ui.words import NOTHING

LISTING_KINDS = {
    "cards": "listing--cards",
    "board": "board",
    "year": "board year",
    "scroll": "listing--scroll",
    "sheet": "sheet listing--scroll",
    "plain": "",
}
CELL_ICONS = {
    "late": "alert-triangle",
    "due": "clock",
    "done": "check",
    "missing": "circle-dashed",
    "waived": "circle-minus",
}


def listing(content: str, caption: str, kind: str = "cards", show_caption: bool = False) -> str:
    """A table with its caption: ``{% listing "9月会议" %}<thead>…</tbody>{% endlisting %}``.

    ``kind``: "cards" (rows become cards on a phone), "board", "year", "scroll", "sheet", "plain";
    several may be given with blanks between. components/listing.html names the classes of cells.
    """
    return format_html(
        '<div class="listing {}" role="region" aria-label="{}" tabindex="0">'
        "<table><caption{}>{}</caption>{}</table></div>",
        " ".join(LISTING_KINDS[one] for one in kind.split()),
        caption,
        "" if show_caption else SafeString(' class="visually-hidden"'),
        caption,
        content,
    )


def sort_header(context: Context, key: str, label: str, css: str = "") -> SafeString:
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
        icon("arrow-up" if order == "ascending" else "arrow-down") if order else "",
    )


def page_links(context: Context, page: Page) -> dict[str, Any]:
    """Where paging leads: ``prev``, ``next`` and ``numbers`` [(number or "…", address)].

    The other parameters of the address stay: 1 … 4 5 6 … 20 around the page one is on.
    """
    query = context["request"].GET.copy()
    query.pop("page", None)
    start = f"?{query.urlencode()}&page=" if query else "?page="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "prev": f"{start}{page.number - 1}" if page.has_previous() else "",
        "next": f"{start}{page.number + 1}" if page.has_next() else "",
        "numbers": [
            (number, "" if number == Paginator.ELLIPSIS else f"{start}{number}")
            for number in numbers
        ],
    }


@cache
def _cell_parts(state: str) -> tuple[str, str]:
    """The mark of a state and its word."""
    mark = icon(CELL_ICONS[state]) if state in CELL_ICONS else ""
    return mark, STATUSES[state][1] if state in STATUSES else ""


def board_cell(text: str, state: str, url: str = "", label: str = "") -> SafeString:
    """One cell of a board: number, mark, link. ``state``: done due late missing waived none.

    ``label`` goes before it for a screen reader: "党课 3月" becomes "党课 3月 0/1 逾期".
    """
    mark, word = _cell_parts(str(state))
    text = escape(text)
    if not url:
        return SafeString(f'<span class="cell cell--{state}">{text}{mark}</span>')
    said = f"{escape(label)} {text} {word}".strip()
    return SafeString(
        f'<a class="cell cell--{state}" href="{escape(url)}" aria-label="{said}">{text}{mark}</a>'
    )


def board_row(cells: Iterable[Sequence[str]]) -> SafeString:
    """All cells of a board's row at once: (text, state, url, label), the last two if there are."""
    return SafeString("".join([f"<td>{board_cell(*cell)}</td>" for cell in cells]))


@lru_cache(maxsize=512)
def _options(options: tuple[tuple[str, str, str], ...], value: str) -> tuple[str, str, str]:
    """The options of a chip's select, and the word and group of the one that is chosen."""
    html = format_html_join(
        "",
        '<option value="{}" data-group="{}"{}>{}</option>',
        (
            (key, group, SafeString(" selected") if key == value else "", label)
            for key, label, group in options
        ),
    )
    chosen = {key: (label, group) for key, label, group in options}
    return html, *chosen[value]


def roll_chip(person: Any, options: tuple[tuple[str, str, str], ...]) -> SafeString:
    """One person of the roster with the state on that day; see components/attendance.html."""
    html, word, group = _options(tuple(options), str(person.value))
    name = conditional_escape(person.name)
    note = f" <small>{conditional_escape(person.note)}</small>" if person.note else ""
    return SafeString(
        f'<li><div class="roll__chip" data-group="{group}" data-voting="{int(person.voting)}">'
        f'<span class="roll__name">{name}{note}</span>'
        f'<span class="roll__state" aria-hidden="true">{conditional_escape(word)}</span>'
        f'<select name="{escape(person.field)}" aria-label="{name}的出席情况">{html}</select>'
        "</div></li>"
    )


def sheet_cell(value: Any, state: str = "", reason: str = "", old: Any = "") -> SafeString:
    """One cell of an import preview: ``state`` is new, changed, warning, refused or nothing."""
    if not state:
        return SafeString(f"<td>{conditional_escape(value)}</td>")
    return format_html(
        '<td class="sheet__cell--{}">{}{}{}</td>',
        state,
        format_html('<del class="sheet__old">{}</del>', old) if old else "",
        value,
        format_html('<span class="sheet__why">{}{}</span>', icon("alert-circle"), reason)
        if reason
        else "",
    )


def chart_table(chart: dict[str, Any]) -> SafeString:
    """The rows of a chart as a table: categories down, series across (components/chart.html)."""
    series = chart["series"]
    unit = chart.get("unit", "")
    none = [""] * len(chart["categories"])
    heads = [(one["name"],) for one in series]
    values = zip(
        *(zip(one["data"], one.get("urls") or none, strict=True) for one in series), strict=True
    )
    rows = zip(chart["categories"], chart.get("urls") or none, values, strict=True)
    return format_html(
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody>',
        chart.get("category_label", "项目"),
        format_html_join("", '<th scope="col" class="cell-num">{}</th>', heads),
        format_html_join("", "{}", ((_chart_row(*row, unit),) for row in rows)),
    )


def _chart_row(
    name: str, url: str, values: Iterable[tuple[float | None, str]], unit: str
) -> SafeString:
    cells = (
        (_linked(NOTHING if value is None else f"{value}{unit}", own),) for value, own in values
    )
    return format_html(
        '<tr><th scope="row">{}</th>{}</tr>',
        _linked(name, url),
        format_html_join("", '<td class="cell-num">{}</td>', cells),
    )


def _linked(words: str, url: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', url, words) if url else words
