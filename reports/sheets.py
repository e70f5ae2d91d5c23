"""A board as a workbook: exactly what the screen shows, all pages of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone

from accounts.loading import when_used
from accounts.ui.statuses import STATUSES
from reports import wording
from reports.board import BoardShown
from reports.choices import By

xlsxwriter = when_used("xlsxwriter")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Table = list[list[Any]]


def of_board(shown: BoardShown, *, now: datetime) -> Table:
    """Title, sentence and as-of time, headings, then a row per line of the board."""
    period = shown.found.period.label
    place = shown.unit.name if shown.unit else ""
    return [
        [f"{place}{period}组织生活落实情况"],
        [wording.sentence(shown.found), f"截至 {timezone.localtime(now):%Y-%m-%d %H:%M}"],
        ["单位" if shown.by is By.UNIT else "党支部", *_headings(shown)],
        *(_by_unit(shown) if shown.by is By.UNIT else _by_branch(shown)),
    ]


def _headings(shown: BoardShown) -> list[str]:
    count = "支部数" if shown.by is By.UNIT else "所属单位"
    return [count, "逾期", *(wording.short(kind) for kind in shown.kinds)]


def _by_unit(shown: BoardShown) -> Iterable[list[Any]]:
    for row in shown.unit_rows:
        sums = [f"{one.entered}/{one.owed}" if one.owed else "" for one in row.sums]
        yield [row.name, row.branches, row.summary.overdue, *sums]


def _by_branch(shown: BoardShown) -> Iterable[list[Any]]:
    for row in shown.rows:
        cells = [(row.cell(kind), kind in row.not_held) for kind in shown.kinds]
        written = [
            f"{wording.number(cell)} {_word(wording.mark(cell, not_held=noted))}".strip()
            if cell
            else ""
            for cell, noted in cells
        ]
        yield [row.branch.name, shown.unit_name(row), row.late, *written]


def _word(mark: str) -> str:
    """The state in words; 免 already stands in the number."""
    return "" if mark in ("none", "waived") else STATUSES[mark][1]


def name_of(shown: BoardShown) -> str:
    """``组织生活落实情况 2026-09.xlsx``."""
    return f"组织生活落实情况 {shown.found.period}.xlsx"


def answer(table: Table, name: str) -> HttpResponse:
    """The table as a file to keep. Text stays text: nothing becomes a formula."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "in_memory": True}) as book:
        _write(book, table)
    return attached(buffer.getvalue(), name)


def attached(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _write(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("落实情况")
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True})
    for number, row in enumerate(table):
        sheet.write_row(number, 0, row, {0: bold, 2: head}.get(number))
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(table[2]) - 1, 14)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
