"""A document as Excel: tables with native charts by noun, the definitions, and every list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter
from django.utils import timezone

from reports.documents.figures import Figure, Figures
from reports.documents.kinds import KINDS
from reports.statistics import CATALOGUE, Question
from reports.statistics.listing import write_rows

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
COLOURS = ("#35628F", "#B5A999", "#A0353B", "#5B8F74")
OVERVIEW, DEFINITIONS = "总览", "指标说明"
WIDTH = 6  # columns at least, before a chart stands beside a table
CHART_ROWS = 15
MOST_IN_A_HEAD = 5  # characters in a line above a number
A4, LINE = 9, 15  # the paper in numbers of Excel; points of a line


def written(figures: Figures, question: Question, beat: Callable[[str], None]) -> bytes:
    """The file. Figures are those given; the lists are read as of the same moment."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        moment = timezone.make_naive(figures.as_of)
        title = "".join(KINDS[figures.kind].titled(figures.period))
        book.set_properties({"title": title, "author": figures.unit, "created": moment})
        sheets = _Sheets(book, figures, question, beat)
        sheets.overview(title)
        sheets.tables()
        sheets.definitions()
        sheets.lists()
    return buffer.getvalue()


class _Sheets:
    def __init__(
        self, book: Any, figures: Figures, question: Question, beat: Callable[[str], None]
    ) -> None:
        self.book, self.figures, self.question, self.beat = book, figures, question, beat
        self.large = book.add_format({"bold": True, "font_size": 14})
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
        self.head = book.add_format(head)
        self.head_of_numbers = book.add_format(head | {"align": "right"})
        self.bold = book.add_format({"bold": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.sum = book.add_format({"bold": True, "top": 1})
        self.percent = book.add_format({"num_format": "0.0%"})
        self.link = book.add_format({"font_color": "#35628F", "underline": 1})

    def _sheet(self, name: str) -> Any:
        """Printed it is A4 across, as wide as the page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def overview(self, title: str) -> None:
        """What this is, as of when, and where what stands."""
        sheet = self._sheet(OVERVIEW)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 60)
        sheet.write(0, 0, title, self.large)
        moment = timezone.localtime(self.figures.as_of)
        facts = (
            ("单位", self.figures.unit),
            ("时间段", self.figures.period.label),
            ("截至", f"{moment:%Y-%m-%d %H:%M:%S}"),
        )
        for row, (name, value) in enumerate(facts, start=2):
            sheet.write_row(row, 0, (name, value))
        sheet.write_row(6, 0, ("指标", "口径"), self.head)
        for row, figure in enumerate(self.figures.by_code.values(), start=7):
            sheet.set_row(row, _height(figure.definition, 60))
            self._go(sheet, row, 0, figure.noun, figure.name)
            sheet.write(row, 1, figure.definition, self.wrap)

    def tables(self) -> None:
        """A sheet a noun: its tables one below the other, each with its chart beside."""
        in_order = sorted(self.figures.by_code.values(), key=lambda one: one.noun)
        for noun, group in groupby(in_order, key=lambda one: one.noun):
            sheet = self._sheet(noun)
            sheet.set_column(0, 0, 26)
            sheet.set_column(1, 18, 11)
            row = 0
            for figure in group:
                row = self._table(sheet, noun, row, figure)

    def _table(self, sheet: Any, noun: str, row: int, figure: Figure) -> int:
        table = figure.table
        shares = figure.shares and table.whole
        noted = any(line.note for line in table.lines)
        sheet.write(row, 0, f"{figure.name}（{figure.measure}）", self.bold)
        named = ["占比"] * bool(shares) + [rate.label for rate in table.rates]
        headings = ("", *table.columns, *named, *["说明"] * noted)
        sheet.set_row(row + 1, LINE * (2 if max(map(len, headings)) > MOST_IN_A_HEAD else 1))
        sheet.write_row(row + 1, 0, headings, self.head_of_numbers)
        if noted:
            sheet.write(row + 1, len(headings) - 1, headings[-1], self.head)
        first = at = row + 2
        for at, line in enumerate(table.lines, start=first):
            sheet.write_row(at, 0, (line.label, *line.values))
            self._parts(sheet, at, figure, line.values)
            if noted:
                sheet.write(at, len(headings) - 1, line.note)
        if table.totals:
            sheet.write_row(at + 1, 0, ("合计", *table.totals), self.sum)
            self._parts(sheet, at + 1, figure, table.totals)
        drawn = self._chart(sheet, noun, first, figure, max(len(headings), WIDTH))
        return max(at + 4, row + CHART_ROWS + 2 if drawn else 0)

    def _parts(self, sheet: Any, row: int, figure: Figure, values: tuple[int, ...]) -> None:
        """Share of the whole and rates, as numbers that are shown as per cent."""
        table, column = figure.table, len(values) + 1
        whole = figure.shares and table.whole
        pairs = [(values[0], whole)] if whole else []
        for part, of in [*pairs, *(rate.of(values) for rate in table.rates)]:
            if of:
                sheet.write_number(row, column, part / of, self.percent)
            column += 1

    def _chart(self, sheet: Any, noun: str, first: int, figure: Figure, column: int) -> bool:
        lines = figure.table.lines
        if not figure.chart or not figure.table.can_be_drawn:
            return False
        across = figure.chart == "rows"
        chart = self.book.add_chart({"type": "bar" if across else "column"})
        last = first + len(lines) - 1
        for at, name in enumerate(figure.table.columns, start=1):
            chart.add_series(
                {
                    "name": name,
                    "categories": [noun, first, 0, last, 0],
                    "values": [noun, first, at, last, at],
                    "fill": {"color": COLOURS[(at - 1) % len(COLOURS)]},
                    "data_labels": {"value": True},
                    "gap": 60,
                }
            )
        chart.set_title({"name": figure.name, "name_font": {"size": 11}})
        chart.set_legend({"none": True} if len(figure.table.columns) == 1 else {"position": "top"})
        chart.set_y_axis({"major_gridlines": {"visible": False}, "reverse": across})
        chart.set_x_axis({"major_gridlines": {"visible": False}})
        chart.set_size({"width": 560, "height": 20 * CHART_ROWS})
        sheet.insert_chart(first - 2, column + 1, chart)
        return True

    def definitions(self) -> None:
        """The annex: what each figure means, what it rests on, which list it was counted from."""
        sheet = self._sheet(DEFINITIONS)
        sheet.write_row(0, 0, ("指标", "口径", "依据", "单位", "名单", "指标代码"), self.head)
        for column, width in enumerate((20, 70, 36, 8, 20, 26)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        for row, figure in enumerate(self.figures.by_code.values(), start=1):
            self._go(sheet, row, 0, figure.noun, figure.name)
            basis = "、".join(figure.basis)
            sheet.set_row(row, max(_height(figure.definition, 70), _height(basis, 36)))
            sheet.write_row(row, 1, (figure.definition, basis, figure.measure), self.wrap)
            self._go(sheet, row, 4, figure.source, figure.source)
            sheet.write(row, 5, figure.code)

    def lists(self) -> None:
        """Each list once, with a column for every figure counted from it."""
        asked = [CATALOGUE[code] for code in self.figures.by_code if code in CATALOGUE]
        sources = {one.source.name: one.source for one in asked}
        for name, source in sources.items():
            self.beat(name)
            listed = source.sheet(self.question, [one for one in asked if one.source is source])
            sheet = self._sheet(name)
            write_rows(sheet, 0, listed, self.head, partial(self.beat, name))

    def _go(self, sheet: Any, row: int, column: int, to: str, words: str) -> None:
        sheet.write_url(row, column, f"internal:'{to}'!A1", self.link, words)


def _height(text: str, width: int) -> float:
    """Of a row whose text runs over several lines: not every program finds out by itself. A Chinese
    character is as wide as two digits."""
    wide = sum(2 if ord(character) > 255 else 1 for character in text)
    return LINE * max(1, -(-wide // (width - 2)))
