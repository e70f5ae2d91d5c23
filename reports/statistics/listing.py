"""A list that was counted, as one sheet and as a page. No ID numbers and no phones are in any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.loading import when_used
from reports.statistics.base import Listed
from reports.statistics.question import Question

xlsxwriter = when_used("xlsxwriter")

ROWS_AT_ONCE = 2000
MOST_ROWS = 200_000  # of one list in one workbook
DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)


def cells_of(listed: Listed) -> Iterator[list[Any]]:
    """All rows in words, fetched in batches."""
    rows: Iterable[Sequence[Any]] = listed.rows
    if isinstance(rows, QuerySet):
        rows = rows.iterator(ROWS_AT_ONCE)
    for _, cells in listed.said(islice(rows, MOST_ROWS + 1)):
        yield cells


def worded(cell: Any) -> Any:
    """A day as a page says it, 2026年10月1日; a sheet keeps 2026-10-01, which sorts."""
    found = DAY.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return cell
    year, month, day = found.groups()
    return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")


def numeric(rows: Sequence[Sequence[Any]], columns: int) -> list[bool]:
    """Of each column, whether its cells are numbers."""
    return [
        any(isinstance(row[at], int) for row in rows)
        and all(isinstance(row[at], int) or row[at] == "" for row in rows)
        for at in range(columns)
    ]


def sheet_of(listed: Listed, *, title: str, question: Question) -> bytes:
    """Title, as-of time, headings, rows."""
    buffer = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("名单")
        head = book.add_format({"bold": True, "bottom": 1})
        sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write(1, 0, f"截至 {timezone.localtime(question.as_of):%Y-%m-%d %H:%M}")
        write_rows(sheet, 2, listed, head)
    return buffer.getvalue()


def write_rows(
    sheet: Any, first: int, listed: Listed, head: Any, beat: Callable[[], None] = lambda: None
) -> None:
    """Headings at row ``first`` and all rows below; ``beat`` is called now and then. What does not
    fit is not passed over in silence."""
    sheet.write_row(first, 0, listed.headings, head)
    sheet.set_column(0, len(listed.headings) - 1, 16)
    sheet.freeze_panes(first + 1, 1)
    row = first
    for row, cells in enumerate(cells_of(listed), start=first + 1):
        if row > first + MOST_ROWS:
            sheet.write(row, 0, f"只列出前 {MOST_ROWS} 行，其余请在系统里查看。")
            break
        sheet.write_row(row, 0, cells)
        if not row % ROWS_AT_ONCE:
            beat()
    sheet.autofilter(first, 0, max(row, first + 1), len(listed.headings) - 1)
