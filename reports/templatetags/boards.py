"""How cells of boards are drawn. Pure, and made for hundreds of cells on a page."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.ui.marks import icon
from accounts.ui.statuses import STATUSES
from branches.periods import Period
from meetings.cadence import Cell
from reports import wording
from reports.board import BoardShown, UnitRow
from reports.compliance import Row
from reports.year import Slot

register = template.Library()
ICONS = {
    "late": "alert-triangle",
    "missing": "circle-dashed",
    "cancelled": "circle-x",
    "due": "clock",
    "done": "check",
}
PLACE = "--BRANCH--"  # stands in addresses until a branch is known
NONE_LATE = SafeString('<span class="quiet">0</span>')

register.filter("short", wording.short)


@register.simple_tag
def icon_of(mark: str) -> SafeString:
    """The icon of a state with its word: nothing is said by colour alone."""
    return icon(ICONS[mark], STATUSES[mark][1]) if mark in ICONS else SafeString("")


def cells(shown: BoardShown, row: Row) -> SafeString:
    """The cells of one branch, as many ``<td>`` as the board has columns.

    Branches that stand alike have the same ones; only the code of the branch differs.
    """
    between = shown.drawn.get(row.standing)
    if between is None:
        between = shown.drawn[row.standing] = _row_drawn(shown, row).split(PLACE)
    return mark_safe(escape(quote(row.branch.code)).join(between))  # noqa: S308 - escaped parts


def _row_drawn(shown: BoardShown, row: Row) -> str:
    period, quiet = shown.found.period, shown.quiet
    drawn = [
        _draw(row.cell(kind), kind, period, not_held=kind in row.not_held, quiet=quiet)
        for kind in shown.kinds
    ]
    return "".join(drawn)


def _draw(
    cell: Cell | None, kind: str, period: Period, *, not_held: bool, quiet: Collection[str]
) -> str:
    """A ``<td>`` with `PLACE` for the code of the branch."""
    if cell is None:
        return f'<td class="is-quiet" data-label="{wording.short(kind)}"></td>'
    mark = wording.mark(cell, not_held=not_held)
    return _drawn(kind, mark, wording.number(cell), str(period), mark in quiet)


@lru_cache(maxsize=4096)
def _drawn(kind: str, mark: str, number: str, period: str, quiet: bool) -> str:
    """The same of what is written in it: there are few different ones in a whole force."""
    return format_html(
        '<td{} data-label="{}"><a class="cell cell--{}" href="{}?period={}" data-dialog="cell">'
        "{}{}</a></td>",
        mark_safe(' class="is-quiet"') if quiet else "",
        wording.short(kind),
        mark,
        reverse("reports:cell", args=[PLACE, kind]),
        period,
        number,
        icon_of(mark),
    )


@register.simple_tag
def branch_row(shown: BoardShown, row: Row, place: bool = True) -> SafeString:
    """A branch on a board: its name and the unit in which it lies, what is late, its cells."""
    before, after = _address_of_branch()
    return format_html(
        '<tr><th scope="row"><a hx-boost="false" href="{}{}{}">{}</a>{}</th>'
        '<td class="board__late{}">{}</td>{}</tr>',
        before,
        quote(row.branch.code),
        after,
        row.branch.name,
        format_html('<span class="cell-sub">{}</span>', shown.unit_name(row)) if place else "",
        "" if row.late else " is-quiet",
        format_html("<b>{}</b>", row.late) if row.late else NONE_LATE,
        cells(shown, row),
    )


@cache
def _address_of_branch() -> tuple[str, str]:
    before, _, after = reverse("reports:branch", args=[PLACE]).partition(PLACE)
    return before, after


@register.simple_tag
def unit_cells(shown: BoardShown, row: UnitRow) -> SafeString:
    """The cells of one unit: entered of owed, which open the unit sorted by that kind."""
    unit = row.code or shown.asked.unit
    drawn = [
        format_html(
            '<td{} data-label="{}"><a class="cell cell--{}" href="{}">{}{}</a></td>',
            mark_safe(' class="is-quiet"') if one.mark in shown.quiet else "",
            wording.short(one.kind),
            one.mark,
            shown.asked.address(unit=unit, by="branch", sort=one.kind),
            f"{one.entered}/{one.owed}" if one.owed else "—",
            icon_of(one.mark),
        )
        for one in row.sums
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - of escaped parts


@register.simple_tag
def year_cells(code: str, slots: list[Slot]) -> SafeString:
    """The slots of one kind over a year, each as many months wide as it is long."""
    address = escape(reverse("reports:cell", args=[code, slots[0].kind])) if slots else ""
    return mark_safe("".join([_year_cell(address, slot) for slot in slots]))  # noqa: S308


def _year_cell(address: str, slot: Slot) -> str:
    if slot.cell is None:
        return f'<td colspan="{slot.span}"></td>'
    mark = slot.mark
    text = wording.number(slot.cell) if mark != "done" and slot.cell.owed != 1 else ""
    before, after = _year_drawn(mark, slot.period, text)
    return before + address + after


@lru_cache(maxsize=4096)
def _year_drawn(mark: str, period: Period, text: str) -> tuple[str, str]:
    """A ``<td>`` in two halves: what comes before the address of its records, and after it."""
    drawn = format_html(
        '<td colspan="{}"><a class="cell cell--{}" href="{}?period={}" aria-label="{} {} {}"'
        ' data-dialog="cell"><span>{}</span>{}</a></td>',
        period.grain.months,
        mark,
        PLACE,
        period,
        period.label,
        text,
        STATUSES[mark][1] if mark in STATUSES else "",
        text,
        icon_of(mark),
    )
    before, _, after = drawn.partition(PLACE)
    return before, after
