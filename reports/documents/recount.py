"""The check on kept figures: counted again as of the same moment, are they still the same?

Belonging, meetings, points and decisions are counted by their dates, so that moving somebody today
changes nothing of then. What has no history (education, category) or was corrected backwards does
change; the document keeps what it said, and this names the difference.
"""

from __future__ import annotations

from typing import NamedTuple

from reports.choices import ReportKind
from reports.documents import figures
from reports.documents.figures import Figure
from reports.documents.kinds import KINDS
from reports.models import Report
from reports.statistics import CATALOGUE, Place, Question


class Difference(NamedTuple):
    """One number that would be another today."""

    statistic: str
    code: str
    line: str
    column: str
    kept: int
    now: int


def count_again(report: Report) -> str:
    """The figures as they would be put down today, of the same moment."""
    question = Question(Place(report.unit), report.covers, report.as_of)
    kind = ReportKind(report.kind)
    known = [code for code in KINDS[kind].codes if code in CATALOGUE]
    return figures.count(question, kind, known, lambda step: None)


def differences(report: Report) -> list[Difference]:
    """Every number that differs; none when the bytes are the same."""
    again = count_again(report)
    if figures.digest(again) == report.digest:
        return []
    kept, now = figures.read(report.figures), figures.read(again)
    return [
        difference
        for code, figure in kept.by_code.items()
        if code in now.by_code
        for difference in _between(figure, now[code])
    ]


def _between(kept: Figure, now: Figure) -> list[Difference]:
    labels = {line.key: line.label for figure in (now, kept) for line in figure.table.lines}
    return [
        Difference(kept.name, kept.code, label, column, before, after)
        for key, label in labels.items()
        for at, column in enumerate(kept.table.columns)
        for before, after in [(kept.value(key, at), now.value(key, at))]
        if before != after
    ]
