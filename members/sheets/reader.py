"""Read the workbook on standard input, write its visible, filled sheets as JSON.

Run as a script in a process of its own (see ``reading``): on some broken files the parser panics
or asks for hundreds of gigabytes and takes its process along, which must not be the web server
or a worker. Imports nothing of the project, so that it starts in a few hundredths of a second.

Output: ``{"sheets": [{"name", "rows", "merged"}]}`` or ``{"refused": "locked" | "large"}``.
A date cell is ``{"date": "1990-05-06"}``, or ``{"date": "1990-05"}`` when its number format
shows no day: Excel turns a typed 1990年5月 into the first of May.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import resource
import sys
import zipfile
from typing import Any

from defusedxml import ElementTree
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MAX_MEMORY = 1536 * 1024 * 1024
MAX_CPU_SECONDS = 60
MAX_ROWS = 50_000
MAX_COLUMNS = 256
# Built-in number formats of the Chinese locale that show a year and a month only.
MONTH_FORMATS = frozenset({17, 27, 36, 50, 52, 57})
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')

Place = tuple[int, int]


class TooLarge(Exception):
    """A sheet reaches further than any roster."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    data = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": read_sheets(data)}
    except PasswordError:
        answer = {"refused": "locked"}
    except TooLarge:
        answer = {"refused": "large"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, default=encoded).encode())


def read_sheets(data: bytes) -> list[dict[str, Any]]:
    """The worksheets that are shown and not empty, in their order."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    filled = [sheet for name in shown if (sheet := workbook.get_sheet_by_name(name)).height]
    months = months_by_sheet(data) if data.startswith(b"PK") else {}
    return [as_read(sheet, months.get(sheet.name, [])) for sheet in filled]


def as_read(sheet: CalamineSheet, months: list[Place]) -> dict[str, Any]:
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise TooLarge
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for row, column in months:
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(cell, datetime.date) and cell.day == 1:
            rows[row][column] = {"date": f"{cell:%Y-%m}"}
    return {"name": sheet.name, "rows": rows, "merged": sheet.merged_cell_ranges or []}


def encoded(cell: object) -> object:
    """What JSON does not know: dates as such, anything else as its text."""
    if isinstance(cell, datetime.datetime):
        cell = cell.date()
    return {"date": cell.isoformat()} if isinstance(cell, datetime.date) else str(cell)


def months_by_sheet(data: bytes) -> dict[str, list[Place]]:
    """Of each .xlsx sheet the cells whose number format shows a year and a month, but no day."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if not {"xl/workbook.xml", "xl/styles.xml"} <= set(package.namelist()):
            return {}
        styles = month_styles(package.read("xl/styles.xml"))
        if not styles:
            return {}
        paths = sheet_paths(package)
        return {name: month_cells(package.read(path), styles) for name, path in paths.items()}


def month_styles(xml: bytes) -> frozenset[bytes]:
    """The indexes, as cells quote them, of the styles with such a format."""
    root = ElementTree.fromstring(xml)
    formats = MONTH_FORMATS | {
        int(each.get("numFmtId", 0))
        for each in root.iterfind(".//{*}numFmts/{*}numFmt")
        if shows_month_only(each.get("formatCode", ""))
    }
    styles = root.iterfind("{*}cellXfs/{*}xf")
    return frozenset(
        str(index).encode()
        for index, style in enumerate(styles)
        if int(style.get("numFmtId", 0)) in formats
    )


def shows_month_only(code: str) -> bool:
    marks = NOT_SHOWN.sub("", code).lower()
    return "y" in marks and "m" in marks and not set("dhs") & set(marks)


def sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part of the package."""
    relations = {
        each.get("Id"): each.get("Target", "")
        for each in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    found = {}
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        target = relations.get(sheet.get(RELATION_ID), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in package.namelist():
            found[sheet.get("name", "")] = path
    return found


def month_cells(xml: bytes, styles: frozenset[bytes]) -> list[Place]:
    quoted = re.compile(rb'\bs="(?:' + b"|".join(styles) + rb')"')
    places = []
    for match in CELL.finditer(xml):
        attributes = match.group(1)
        if quoted.search(attributes) and (reference := REFERENCE.search(attributes)):
            letters, number = reference.groups()
            places.append((int(number) - 1, column_index(letters)))
    return places


def column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1


if __name__ == "__main__":
    main()
