"""A compiled document as a page: the same sections, sentences and tables as on paper, and every
number leads to the list that it was counted from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from reports.documents.behind import written
from reports.documents.contents import ToldPart, contents
from reports.documents.figures import Figure, Figures
from reports.documents.phrases import Number, Share
from reports.documents.tables import REMARKS, Cell, Note, as_table
from reports.models import Report
from reports.statistics import CATALOGUE


class Said(NamedTuple):
    """Words, and where they lead."""

    text: str
    url: str = ""


class ShownTable(NamedTuple):
    figure: Figure
    url: str
    headings: list[str]
    rows: list[list[Said]]
    chart: dict[str, Any] | None
    remark: str = ""


class ShownPart(NamedTuple):
    heading: str
    lines: list[list[Said]]
    tables: list[ShownTable]


class ShownSection(NamedTuple):
    heading: str
    parts: list[ShownPart]


@dataclass(frozen=True)
class Shown:
    """The document of a report. Nothing is asked of the database, however many figures it has."""

    report: Report
    figures: Figures

    @cached_property
    def sections(self) -> list[ShownSection]:
        return [
            ShownSection(
                section.heading,
                [
                    ShownPart(
                        part.heading,
                        [*self._lines(part), *([Said(text)] for text in part.own)],
                        [self._table(one, one.code in part.drawn) for one in part.tables],
                    )
                    for part in section.parts
                ],
            )
            for section in contents(self.figures, self.report.texts)
        ]

    @property
    def has_charts(self) -> bool:
        return any(
            table.chart
            for section in self.sections
            for part in section.parts
            for table in part.tables
        )

    def _lines(self, part: ToldPart) -> Iterator[list[Said]]:
        for mark, phrase in part.marked:
            yield [Said(mark), *(self._said(piece) for piece in phrase)]

    def _table(self, figure: Figure, drawn: bool) -> ShownTable:
        headings, rows = as_table(figure)
        return ShownTable(
            figure,
            self.address(Number(0, figure.code)),
            headings,
            [[self._said(cell) for cell in row] for row in rows],
            self._chart(figure) if drawn else None,
            REMARKS.get(figure.code, ""),
        )

    def _said(self, cell: Cell) -> Said:
        if isinstance(cell, Number):
            return Said(str(cell), self.address(cell))
        if isinstance(cell, Share):
            return Said(str(cell), self.address(cell.part, of=cell) if cell.of else "")
        if isinstance(cell, Note):
            return Said(cell.text, self.address(cell.about) if cell.text else "")
        return Said(cell)

    def _chart(self, figure: Figure) -> dict[str, Any]:
        """For components/chart.html."""
        lines, columns = figure.table.lines, figure.table.columns
        return {
            "id": f"chart-{figure.code}",
            "title": figure.name,
            "kind": figure.chart,
            "unit": figure.measure,
            "categories": [line.label for line in lines],
            "series": [
                {
                    "name": name,
                    "data": [line.values[at] for line in lines],
                    "urls": [self.address(figure.number(line.key, column=at)) for line in lines],
                }
                for at, name in enumerate(columns)
            ],
            "urls": [self.address(figure.number(line.key)) for line in lines],
        }

    def address(self, number: Number, *, of: Share | None = None) -> str:
        """Of the list behind a number, or behind the part of a share. Nothing for a statistic that
        is counted no longer: there the kept words are all there is."""
        if number.code not in CATALOGUE:
            return ""
        query = {"key": number.key, "column": str(number.column or "")}
        if of is not None:
            query |= {"of": written(of.whole), "less": written(of.less) if of.less else ""}
        given = urlencode({name: value for name, value in query.items() if value})
        place = self._places[number.code]
        return f"{place}?{given}" if given else place

    @cached_property
    def _places(self) -> dict[str, str]:
        return {
            code: reverse("reports:report_figure", args=[self.report.pk, code])
            for code in self.figures.by_code
        }
