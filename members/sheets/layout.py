"""Where the header stands and which column says what.

Offices put title lines above, spread a header over two rows with merged cells, order columns as
they like and add their own. The header is the row (or pair of rows) that names most columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from members.sheets.cells import Finding, Severity, address, text_of
from members.sheets.columns import IDENTIFYING, OTHERS, REQUIRED, WEAK, Column, meaning, tidy_label
from members.sheets.reading import Grid
from members.sheets.refusals import SheetRefused

ROWS_LOOKED_AT = 40
FEWEST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's header: where, as it is written, and what it means (None: not ours)."""

    index: int
    address: str
    label: str
    column: Column | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns found, those left out, and the index of the first row below the header."""

    columns: dict[Column, int]
    ignored: tuple[Heading, ...]
    labels: tuple[str, ...]
    body: int

    def finding(self, row: int, column: Column, severity: Severity, reason: str) -> Finding:
        """A finding at the cell of ``row`` in ``column``."""
        return Finding(row, column, address(row, self.columns[column]), severity, reason)


def find_layout(grid: Grid) -> Layout:
    """``SheetRefused`` with all that is wrong with the header in one sentence."""
    headings, body = _best_header(grid)
    named: dict[Column, list[Heading]] = {}
    for heading in headings:
        if heading.column is not None:
            named.setdefault(heading.column, []).append(heading)
    chosen = {column: _stronger(found) for column, found in named.items()}
    if faults := [*_doubled(chosen), *_missing(chosen)]:
        raise SheetRefused("；".join(faults) + "。请改正表头后重新上传。")
    columns = {column: found[0].index for column, found in chosen.items()}
    taken = set(columns.values())
    return Layout(
        columns=columns,
        ignored=tuple(each for each in headings if each.label and each.index not in taken),
        labels=tuple(each.label for each in headings),
        body=body,
    )


def _best_header(grid: Grid) -> tuple[list[Heading], int]:
    """The first row or pair of rows that names the most columns; a row wins over an equal pair."""
    best: list[Heading] = []
    body = most = 0
    tops = range(min(ROWS_LOOKED_AT, len(grid.rows)))
    for height, top in product((1, 2), tops):
        headings = _headings(grid, top, height)
        count = len({each.column for each in headings if each.column})
        if count > most:
            best, body, most = headings, top + height, count
    if most < FEWEST_NAMED:
        raise SheetRefused(
            "找不到表头：前 40 行里没有同时含有「姓名」等列名的一行。"
            "请核对工作表，或下载模板对照填写。"
        )
    return best, body


def _headings(grid: Grid, top: int, height: int) -> list[Heading]:
    """The headers of one row, or of a row and the one below it."""
    upper = [text_of(cell) for cell in grid.rows[top]]
    if height == 1:
        return [_heading(top, index, [text]) for index, text in enumerate(upper)]
    if top + 1 >= len(grid.rows):
        return []
    lower = [text_of(cell) for cell in grid.rows[top + 1]]
    spread = _spread(grid, top, upper)
    return [
        _heading(top + bool(text), index, [spread[index], text] if text else [upper[index]])
        for index, text in enumerate(lower)
    ]


def _heading(row: int, index: int, parts: Sequence[str]) -> Heading:
    """Two parts are tried together (入党 over 时间) before the lower one alone (… over 性别)."""
    joined = tidy_label("".join(parts))
    written = tidy_label(parts[-1])
    if joined in OTHERS:
        return Heading(index, address(row, index), joined, None)
    column, word = meaning(joined) or meaning(written) or (None, "")
    return Heading(index, address(row, index), written, column, weak=word in WEAK)


def _spread(grid: Grid, row: int, texts: list[str]) -> list[str]:
    """The upper header row with each text over all columns that it stands above."""
    spread = list(texts)
    merged = [(left, right) for (first, left), (_, right) in grid.merged if first == row]
    if merged:
        for left, right in merged:
            for index in range(left, min(right + 1, len(spread))):
                spread[index] = texts[left]
        return spread
    for index in range(1, len(spread)):
        spread[index] = spread[index] or spread[index - 1]
    return spread


def _stronger(found: list[Heading]) -> list[Heading]:
    return [each for each in found if not each.weak] or found


def _doubled(chosen: dict[Column, list[Heading]]) -> list[str]:
    return [
        f"「{column.label}」有 {len(found)} 列："
        + "、".join(f"{each.address}「{each.label}」" for each in found)
        + "，只能留一列"
        for column, found in chosen.items()
        if len(found) > 1
    ]


def _missing(chosen: dict[Column, list[Heading]]) -> list[str]:
    lacking = [f"「{column.label}」" for column in REQUIRED if column not in chosen]
    if not any(column in chosen for column in IDENTIFYING):
        lacking.append(" 或 ".join(f"「{column.label}」" for column in IDENTIFYING))
    return [f"缺少{'、'.join(lacking)}列"] if lacking else []
