"""Rosters as real files, for tests: written by XlsxWriter, read like anybody's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from members.id_numbers import check_character
from members.sheets import Roster, read_roster, read_workbook

TODAY = date(2026, 11, 22)
HEADERS = ["姓名", "性别", "身份证号", "出生日期", "政治面貌", "入党日期", "转正日期"]


def id_number(*, born: str = "19900307", sequence: int = 801) -> str:
    """A made-up number with the right check digit; an odd ``sequence`` is a man's."""
    digits = f"110101{born}{sequence:03}"
    return digits + check_character(digits)


def book(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> bytes:
    """A workbook with one sheet per table; dates become date cells."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for index, table in enumerate(sheets):
            sheet = workbook.add_worksheet(names[index] if names else None)
            for row, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    else:
                        sheet.write(row, column, cell)
    return file.getvalue()


def roster_of(table: Sequence[Sequence[Any]], **options: Any) -> Roster:
    """The table, through a real file and back."""
    return read_roster(read_workbook(book(table)).pick(), today=TODAY, **options)


def findings_of(roster: Roster) -> dict[str, tuple[str, str]]:
    """Address → (severity, reason)."""
    return {each.address: (each.severity.value, each.reason) for each in roster.findings}
