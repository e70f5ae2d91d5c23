"""Figures as tables of a document, and which of them are drawn: the same on paper and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reports.choices import ReportKind
from reports.documents.figures import Figure, Figures
from reports.documents.phrases import Number, Share

MOST_COLUMNS = 5  # wider tables are turned
REMARKS = {
    "attendance-by-kind": "一次会议计入几类的，各类都计，所以各行相加会多于应到总人次。",
}  # under a table whose lines do not add up to what the text says
ITEM, SHARE, NOTE, TOTAL = "项目", "占比", "说明", "合计"


@dataclass(frozen=True, slots=True)
class Note:
    """Words about a line's last number, whose list they open: 主题党日 2 次、党课 1 次."""

    text: str
    about: Number

    def __str__(self) -> str:
        return self.text


Cell: TypeAlias = str | Number | Share | Note
Row: TypeAlias = list[Cell]


def is_printed(figures: Figures, code: str) -> bool:
    """The yearly tables are printed whatever they say; others when they say something."""
    table = figures[code].table
    return table.says_something or bool(table.lines and figures.kind is ReportKind.YEARLY)


def as_table(figure: Figure) -> tuple[list[str], list[Row]]:
    """Headings and rows; with shares where there is one column, turned where there are many."""
    table = figure.table
    if len(table.columns) > MOST_COLUMNS:
        return _turned(figure)
    noted = any(line.note for line in table.lines)
    named = [SHARE] * has_shares(figure) + [rate.label for rate in table.rates]
    headings = [ITEM, *table.columns, *named, *[NOTE] * noted]
    rows: list[Row] = []
    for line in table.lines:
        numbers = _numbers(figure, line.key, line.values)
        rows.append([line.label, *numbers, *_parts(figure, numbers)])
        if noted:
            rows[-1].append(Note(line.note, numbers[-1]))
    if table.totals:
        numbers = _numbers(figure, "", table.totals)
        rows.append([TOTAL, *numbers, *_parts(figure, numbers), *[""] * noted])
    return headings, rows


def has_shares(figure: Figure) -> bool:
    """Whether its lines are parts of a whole that is not nought."""
    return bool(figure.shares and figure.table.whole)


def _numbers(figure: Figure, key: str, values: Sequence[int]) -> list[Number]:
    return [Number(value, figure.code, key, at) for at, value in enumerate(values)]


def _parts(figure: Figure, numbers: list[Number]) -> Iterator[Share]:
    """The share of the whole, then the rates."""
    if has_shares(figure):
        yield Share(numbers[0], figure.whole())
    for rate in figure.table.rates:
        less = numbers[rate.less] if rate.less >= 0 else None
        yield Share(numbers[rate.part], numbers[rate.whole], less)


def _turned(figure: Figure) -> tuple[list[str], list[Row]]:
    """Columns down, lines across: for tables that are wider than a page."""
    lines = [line for line in figure.table.lines if any(line.values)]
    headings = [ITEM, *(line.label for line in lines), TOTAL]
    return headings, [
        [
            name,
            *(Number(line.values[at], figure.code, line.key, at) for line in lines),
            figure.whole(at),
        ]
        for at, name in enumerate(figure.table.columns)
    ]


def is_drawn(figure: Figure) -> bool:
    """Where a page shows a chart, paper does too."""
    return bool(figure.chart) and figure.table.can_be_drawn
