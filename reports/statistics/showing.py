"""A statistic as a page shows it: lines that open, a chart, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from accounts.ui.words import percent_text
from branches.models import Provision
from branches.services.provisions import rule_book
from reports.statistics.base import Line, Rate, Statistic, Table
from reports.statistics.question import Question

MOST_IN_A_CARD = 5  # numbers


class Number(NamedTuple):
    """A number of a table under its heading, and where its list stands; none behind nought."""

    heading: str
    value: int
    url: str


class Part(NamedTuple):
    """A share and its two numbers, each with its list."""

    heading: str
    share: str
    part: Number
    whole: Number


class ShownLine(NamedTuple):
    line: Line
    numbers: list[Number]
    parts: list[Part]


def _part(heading: str, part: Number, whole: Number) -> Part:
    share = percent_text(part.value, whole.value).partition("（")[0]
    return Part(heading, share, part, whole)


@dataclass(frozen=True, slots=True)
class Shown:
    """One statistic with its figures; ``address`` is the query of its place and period."""

    statistic: Statistic
    table: Table
    address: str

    @property
    def lines(self) -> list[ShownLine]:
        return [
            ShownLine(line, self._numbers(line.key, line.values), self._parts(line))
            for line in self.table.lines
        ]

    @property
    def listing_kind(self) -> str:
        """A wide table scrolls; others become cards on a phone."""
        return "scroll" if len(self.table.columns) > MOST_IN_A_CARD else "cards"

    @property
    def totals(self) -> list[Number]:
        return self._numbers("", self.table.totals)

    @property
    def total_parts(self) -> list[Part]:
        return self._parts(Line("", "合计", self.table.totals))

    @property
    def part_headings(self) -> list[str]:
        return [*["占比"] * self.statistic.shares, *(rate.label for rate in self.table.rates)]

    def _parts(self, line: Line) -> list[Part]:
        shares = [self._share(line)] if self.statistic.shares else []
        return [*shares, *(self._rate(line, rate) for rate in self.table.rates)]

    def _share(self, line: Line) -> Part:
        """Of the first column's total."""
        first = self._number("", line.key, line.values[0], 0)
        return _part("占比", first, self._number("", "", self.table.whole, 0))

    def _rate(self, line: Line, rate: Rate) -> Part:
        part, whole = rate.of(line.values)
        return _part(
            rate.label,
            self._number("", line.key, part, rate.part),
            self._number("", line.key, whole, rate.whole, rate.less),
        )

    def _numbers(self, key: str, values: tuple[int, ...]) -> list[Number]:
        return [
            self._number(self.table.columns[at], key, value, at) for at, value in enumerate(values)
        ]

    def _number(self, heading: str, key: str, value: int, column: int, less: int = -1) -> Number:
        return Number(heading, value, self.counted(key, column, less) if value else "")

    def _series(self) -> list[tuple[str, str]]:
        """Columns with the tone that they are drawn in."""
        tones = [column.tone for column in self.statistic.columns]
        return list(zip(self.table.columns, tones, strict=True))

    def counted(self, key: str, column: int, less: int = -1) -> str:
        """The address of the list behind a number, or behind what ``less`` leaves of it."""
        query = {"key": key, "column": column or "", "less": "" if less < 0 else less}
        more = urlencode({name: value for name, value in query.items() if value != ""})
        place = reverse("reports:counted", args=[self.statistic.code]) + self.address
        return f"{place}&{more}" if more else place

    @property
    def chart(self) -> dict[str, Any] | None:
        """For components/chart.html; none where there is too little or too much to draw."""
        lines = self.table.lines
        if not self.statistic.chart or not self.table.can_be_drawn:
            return None
        return {
            "id": f"chart-{self.statistic.code}",
            "title": self.statistic.name,
            "kind": self.statistic.chart,
            "unit": self.statistic.measure,
            "categories": [line.label for line in lines],
            "series": [
                {
                    "name": name,
                    "data": [line.values[at] for line in lines],
                    "tone": tone,
                    "urls": [self.counted(line.key, at) for line in lines],
                }
                for at, (name, tone) in enumerate(self._series())
            ],
            "urls": [self.counted(line.key, 0) for line in lines],
        }


def cited(basis: Iterable[Provision | str]) -> list[str]:
    """In words, the articles of a regulation together: 《…条例》第十一条、第十二条."""
    return [
        regulation + "、".join(articles) for regulation, articles in by_regulation(basis).items()
    ]


def by_regulation(basis: Iterable[Provision | str]) -> dict[str, dict[str, str]]:
    """Regulation → article → where it stands in full; none of what has no number here."""
    found: dict[str, dict[str, str]] = {}
    for one in basis:
        if isinstance(one, str):
            found.setdefault(one, {})
        else:
            found.setdefault(one.regulation, {}).setdefault(one.article, one.get_absolute_url())
    return found


def basis_of(statistic: Statistic, question: Question) -> Iterable[Provision | str]:
    """The provisions in force there and then, and regulations that have no number."""
    numbers = rule_book(codes=statistic.basis, day=question.day).at(question.place.unit.path)
    for named in statistic.basis:
        yield numbers.get(named, named)
