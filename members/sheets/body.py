"""The rows below the header: which of them hold a person, with merged cells spread and fixes in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from members.sheets.cells import compact, says_nothing
from members.sheets.columns import IDENTIFYING, Column
from members.sheets.layout import Layout
from members.sheets.reading import Grid, Raw
from members.sheets.refusals import SheetRefused

NOTE = re.compile(r"合计|总计|共计|小计|填表|制表|填报|审核|审批|备注|说明|注:|单位负责人|主管领导")
SECTION_WIDTH = 3
SHOWN_OF_SKIPPED = 60
ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Rows = list[list[Raw]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row below the header that holds no person but says something: a note, a section title."""

    number: int
    text: str


def filled_rows(grid: Grid, layout: Layout, fixes: Mapping[str, str]) -> Rows:
    """The cells of ``grid`` as they are to be read.

    A unit merged over ten rows stands in each of them; who someone is, is never spread. ``fixes``
    are texts by cell address that stand in for what the file says.
    """
    rows = list(map(list, grid.rows))
    for (top, left), (bottom, right) in grid.merged:
        if left == right and top >= layout.body and left in _spreadable(layout):
            for row in range(top + 1, min(bottom + 1, len(rows))):
                rows[row][left] = rows[top][left]
    for cell, text in fixes.items():
        row, index = _place(cell)
        if row >= len(rows) or index >= len(rows[row]):
            raise SheetRefused(f"表里没有单元格 {cell}。")
        rows[row][index] = text
    return rows


def people_rows(rows: Rows, grid: Grid, layout: Layout) -> tuple[list[int], list[Skipped]]:
    """The rows that hold people, and those that hold something else; empty ones are neither."""
    kept: list[int] = []
    skipped: list[Skipped] = []
    named = layout.columns[Column.NAME]
    identifying = [layout.columns[each] for each in IDENTIFYING if each in layout.columns]
    header = {row[named] for row in rows[: layout.body]}
    sections = _sections(grid)
    for row in range(layout.body, len(rows)):
        cells = rows[row]
        if not any(cells):
            continue
        plain = cells[named] and cells[named] not in header and any(cells[i] for i in identifying)
        if row not in sections and (plain or _holds_person(cells, layout, header)):
            kept.append(row)
        elif text := _told(cells):
            skipped.append(Skipped(row + 1, text))
    return kept, skipped


def _holds_person(cells: list[Raw], layout: Layout, header: set[Raw]) -> bool:
    """Decides the rows that lack a name or a number, or repeat the header of the page above."""
    filled = sum(not says_nothing(cells[index]) for index in layout.columns.values())
    name = cells[layout.columns[Column.NAME]]
    if name and name in header:
        return False
    return filled > 1 or (filled == 1 and not NOTE.match(_told(cells)))


def _told(cells: list[Raw]) -> str:
    """What a row that holds no person says; a lone running number says nothing."""
    text = " ".join(filter(None, map(compact, cells)))
    return "" if text.isdigit() else text[:SHOWN_OF_SKIPPED]


def _spreadable(layout: Layout) -> set[int]:
    own = (Column.NAME, *IDENTIFYING)
    return {index for column, index in layout.columns.items() if column not in own}


def _sections(grid: Grid) -> frozenset[int]:
    """Rows with one cell merged over many columns: titles in the middle of the list."""
    return frozenset(
        top
        for (top, left), (bottom, right) in grid.merged
        if top == bottom and right - left + 1 >= SECTION_WIDTH
    )


def _place(cell: str) -> tuple[int, int]:
    """Zero-based row and column of an address: B3 is (2, 1)."""
    match = ADDRESS.fullmatch(cell)
    if match is None:
        raise SheetRefused(f"表里没有单元格 {cell}。")
    index = 0
    for letter in match[1]:
        index = index * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, index - 1
