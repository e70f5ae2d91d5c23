"""The figures of a document: counted once, kept as bytes, read from these bytes ever after.

Word and Excel are written from the kept figures, never from the database, so a document says the
same today and in ten years.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from branches.periods import Period
from reports.choices import ReportKind
from reports.documents.phrases import Number
from reports.statistics import ALSO, CATALOGUE, EACH, Line, Question, Rate, Statistic, Table
from reports.statistics.showing import basis_of, cited

VERSION = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One statistic as it was counted."""

    code: str
    name: str
    noun: str
    measure: str
    definition: str
    basis: tuple[str, ...]
    source: str
    chart: str
    shares: bool
    table: Table

    def value(self, key: str, column: int = 0) -> int:
        """A number of one line; nought when there is no such line."""
        return next((line.values[column] for line in self.table.lines if line.key == key), 0)

    def total(self, column: int = 0) -> int:
        return self.table.totals[column] if self.table.totals else 0

    def number(self, *keys: str, column: int = 0) -> Number:
        """The same number for a sentence; of several lines, their sum."""
        value = sum(self.value(key, column) for key in keys)
        return Number(value, self.code, ALSO.join(keys), column)

    def whole(self, column: int = 0) -> Number:
        return Number(self.total(column), self.code, "", column)

    def each(self) -> Number:
        """How many lines there are."""
        return Number(len(self.table.lines), self.code, EACH)

    def asked(self, key: str, column: int) -> Number:
        """The number that an address asks for."""
        if key == EACH:
            return self.each()
        return self.number(*key.split(ALSO), column=column) if key else self.whole(column)

    def labels(self, key: str) -> list[str]:
        """The words of the lines that a key asks for; none of all of them."""
        keys = key.split(ALSO)
        return [line.label for line in self.table.lines if line.key in keys]


@dataclass(frozen=True, slots=True)
class Figures:
    """All of a document, in its order."""

    kind: ReportKind
    unit_code: str
    unit: str
    period: Period
    as_of: datetime
    by_code: Mapping[str, Figure]

    def __getitem__(self, code: str) -> Figure:
        """Empty for what did not yet exist when they were put down."""
        return self.by_code.get(code) or Figure(
            code, code, "", "", "", (), "", "", False, Table((), ())
        )


def count(
    question: Question, kind: ReportKind, codes: Iterable[str], beat: Callable[[str], None]
) -> str:
    """Count the statistics and put them down as text: the same figures are the same bytes.

    ``beat`` is told what comes next; it may raise to stop.
    """
    counted = []
    for code in codes:
        statistic = CATALOGUE[code]
        beat(statistic.name)
        counted.append(_put_down(statistic, question))
    data = {
        "version": VERSION,
        "kind": kind.value,
        "unit": {"code": question.place.unit.code, "name": question.place.unit.name},
        "period": str(question.period),
        "as_of": question.as_of.isoformat(),
        "statistics": counted,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _put_down(statistic: Statistic, question: Question) -> dict[str, Any]:
    table = statistic.table(question)
    basis = cited(basis_of(statistic, question))
    return {
        "code": statistic.code,
        "name": statistic.name,
        "noun": statistic.noun.value,
        "measure": statistic.measure,
        "definition": statistic.definition,
        "basis": basis,
        "source": statistic.source.name,
        "chart": statistic.chart,
        "shares": statistic.shares,
        "columns": table.columns,
        "lines": [list(line) for line in table.lines],
        "totals": table.totals,
        "rates": [list(rate) for rate in table.rates],
    }


def digest(written: str) -> str:
    """Two documents with the same digest hold the same figures."""
    return hashlib.sha256(written.encode()).hexdigest()


def read(written: str) -> Figures:
    """The figures that were put down."""
    data = json.loads(written)
    return Figures(
        kind=ReportKind(data["kind"]),
        unit_code=data["unit"]["code"],
        unit=data["unit"]["name"],
        period=Period.parse(data["period"]),
        as_of=datetime.fromisoformat(data["as_of"]),
        by_code={one["code"]: _figure(one) for one in data["statistics"]},
    )


def _figure(one: Mapping[str, Any]) -> Figure:
    lines = tuple(
        Line(key, label, tuple(values), note) for key, label, values, note in one["lines"]
    )
    return Figure(
        table=Table(
            tuple(one["columns"]),
            lines,
            tuple(one["totals"]),
            tuple(Rate(*rate) for rate in one.get("rates", ())),
        ),
        basis=tuple(one["basis"]),
        **{
            name: one[name]
            for name in (
                "code", "name", "noun", "measure", "definition", "source", "chart", "shares",
            )
        },
    )  # fmt: skip
