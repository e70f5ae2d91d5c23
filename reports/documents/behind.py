"""What stands behind one number of a document: its list as of the document's moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reports.documents.figures import Figure, Figures
from reports.documents.phrases import Number, Share
from reports.models import Report
from reports.statistics import CATALOGUE, EACH, Listed, Place, Question, Statistic


@dataclass(frozen=True)
class Behind:
    """The number was counted once and is kept; the list is read when it is opened, as of the same
    moment. Where the two differ something without history has changed, and the page says so."""

    report: Report
    figure: Figure
    number: Number

    @cached_property
    def statistic(self) -> Statistic:
        return CATALOGUE[self.figure.code]

    @cached_property
    def question(self) -> Question:
        return Question(Place(self.report.unit), self.report.covers, self.report.as_of)

    @cached_property
    def listed(self) -> Listed:
        return self.statistic.listed(self.question, self.number.key, self.number.column)

    @property
    def label(self) -> str:
        """What the number says: its lines, and its column where there are several."""
        if self.number.key == EACH:
            return ""
        columns = self.figure.table.columns
        named = columns[self.number.column] if len(columns) > 1 else ""
        lines = "、".join(self.figure.labels(self.number.key))
        return " · ".join(word for word in (lines, named) if word)

    @property
    def note(self) -> str:
        """How the list stands to the number, where it is not the number's own."""
        return self.statistic.note(self.number.key, self.number.column)

    @property
    def is_number(self) -> bool:
        """Not the list of a statistic that is not added up, asked for as a whole."""
        return bool(self.number.key or self.figure.table.totals)

    @property
    def adds(self) -> str:
        """The column of the list that adds up to the number, where it is not the rows."""
        return "" if self.listed.adds is None else self.listed.headings[self.listed.adds]


def written(number: Number) -> str:
    """Which number it is, in an address: ``members-by-sex:female:0``."""
    return f"{number.code}:{number.key}:{number.column}"


def read(written: str, figures: Figures) -> Number | None:
    """The number that is meant, as it was kept; none where there is no such figure."""
    code, _, rest = written.partition(":")
    key, _, column = rest.rpartition(":")
    return number_of(figures, code, key, column)


def number_of(figures: Figures, code: str, key: str, column: str) -> Number | None:
    figure = figures.by_code.get(code)
    at = int(column) if column.isdecimal() else 0
    if figure is None or code not in CATALOGUE or at >= len(figure.table.columns):
        return None
    return figure.asked(key, at)


def share_of(number: Number, figures: Figures, of: str, less: str) -> Share | None:
    """The share of which the number is the part."""
    whole = read(of, figures)
    return Share(number, whole, read(less, figures)) if whole else None
