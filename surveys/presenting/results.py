"""An outcome as a page, a sheet and a document read it: lines, shares, charts. No query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from surveys.choices import QuestionKind

SHORT, TALL = 5, 9  # so many bars make a chart short or tall


@dataclass(frozen=True, slots=True)
class Line:
    """One option: how many of how many; ``count`` is None where it may not be said."""

    label: str
    count: int | None
    base: int

    @property
    def share(self) -> float | None:
        return self.count / self.base if self.count is not None and self.base else None

    @property
    def percent(self) -> float | None:
        return round(100 * self.share, 1) if self.share is not None else None


@dataclass(frozen=True, slots=True)
class Result:
    """One question of an outcome."""

    number: int
    item: dict[str, Any]

    @property
    def kind(self) -> str:
        return QuestionKind(self.item["kind"]).label

    @property
    def hidden(self) -> str:
        return self.item.get("hidden", "")

    @property
    def texts(self) -> list[str]:
        return self.item.get("texts", [])

    @property
    def lines(self) -> list[Line]:
        return lines(self.item) if "cells" in self.item else []

    @property
    def note(self) -> str:
        """How many answered, and what to know when reading it."""
        said = [self.kind]
        if "base" in self.item:
            said.append(f"{self.item['base']} 人作答")
        if self.item.get("several"):
            said.append("可选多项，合计超过 100%")
        if self.item.get("mean") is not None:
            said.append(f"平均 {self.item['mean']:.2f}")
        if self.item.get("merged"):
            said.append("不足 5 人的选项已与相邻的合并")
        if any(line.count is None for line in self.lines):
            said.append("“—”为不足 5 人选、或不足 5 人没选")
        return " · ".join(said)

    @property
    def chart(self) -> dict[str, Any] | None:
        """The bars of the distribution; their table stands beside them."""
        if not self.lines:
            return None
        return {
            "id": f"chart-{self.number}",
            "title": self.item["text"],
            "kind": "rows",
            "categories": [line.label for line in self.lines],
            "series": [{"name": "占比", "data": [line.percent for line in self.lines]}],
            "unit": "%",
            "size": "short" if len(self.lines) <= SHORT else "",
        }

    # A matrix

    @property
    def rows(self) -> list[tuple[str, list[Line], float | None]]:
        """Label, lines and mean of each row."""
        return [(row["label"], lines(row), row["mean"]) for row in self.item.get("rows", ())]

    @property
    def columns(self) -> list[str]:
        """The options, where every row shows the same ones; else nothing."""
        labels = [[line.label for line in of_row] for _, of_row, _ in self.rows]
        return labels[0] if labels and all(one == labels[0] for one in labels) else []

    @property
    def rows_chart(self) -> dict[str, Any] | None:
        if not self.columns:
            return None
        return {
            "id": f"chart-{self.number}",
            "title": self.item["text"],
            "kind": "rows",
            "stacked": True,
            "max": 100,
            "categories": [label for label, _, _ in self.rows],
            "series": [
                {"name": name, "data": [of_row[place].percent for _, of_row, _ in self.rows]}
                for place, name in enumerate(self.columns)
            ],
            "unit": "%",
        }

    # By group

    @property
    def groups(self) -> dict[str, Any] | None:
        return self.item.get("groups")

    @property
    def group_rows(self) -> list[tuple[str, int, list[Line]]]:
        """Group, how many of it answered, and its lines."""
        return table_rows(self.groups) if self.groups else []


def results(outcome: dict[str, Any]) -> list[Result]:
    return [Result(number, item) for number, item in enumerate(outcome["items"], start=1)]


def lines(told: dict[str, Any]) -> list[Line]:
    return [Line(cell["label"], cell["count"], told["base"]) for cell in told["cells"]]


def table_rows(table: dict[str, Any]) -> list[tuple[str, int, list[Line]]]:
    """A cross-table row by row."""
    return [
        (
            row["label"],
            row["total"],
            [
                Line(label, count, row["total"])
                for label, count in zip(table["columns"], row["cells"], strict=True)
            ],
        )
        for row in table["rows"]
    ]


def table_chart(table: dict[str, Any], title: str) -> dict[str, Any]:
    """A cross-table as stacked bars of shares."""
    rows = table_rows(table)
    return {
        "id": "chart-cross",
        "title": title,
        "kind": "rows",
        "stacked": True,
        "max": 100,
        "categories": [label for label, _, _ in rows],
        "series": [
            {"name": name, "data": [of_row[place].percent for _, _, of_row in rows]}
            for place, name in enumerate(table["columns"])
        ],
        "unit": "%",
    }


@dataclass(frozen=True, slots=True)
class Compared:
    """The same question in two waves."""

    key: str
    text: str
    rows: list[tuple[str, Line | None, Line | None]]
    chart: dict[str, Any]


def compared(
    outcome: dict[str, Any], other: dict[str, Any], names: tuple[str, str]
) -> list[Compared]:
    """Questions that both waves asked, by lineage; each as far as it may be shown by itself."""
    there = {key: told for _, key, _, told in _distributions(other)}
    return [
        _side_by_side(f"{number}-{place}", text, told, there[key], names)
        for place, (number, key, text, told) in enumerate(_distributions(outcome))
        if key in there
    ]


def _distributions(outcome: dict[str, Any]) -> Iterator[tuple[int, tuple[str, str], str, Any]]:
    """Number, key, text and figures of every question, and of every row of a matrix."""
    for number, item in enumerate(outcome["items"], start=1):
        if "cells" in item:
            yield number, (item["lineage"], ""), f"{number}. {item['text']}", item
        for row in item.get("rows", ()):
            yield number, (item["lineage"], row["label"]), f"{number}. {row['label']}", row


def _side_by_side(
    key: str, text: str, told: dict[str, Any], other: dict[str, Any], names: tuple[str, str]
) -> Compared:
    here = {line.label: line for line in lines(told)}
    there = {line.label: line for line in lines(other)}
    labels = list(dict.fromkeys([*here, *there]))
    shares = [
        [side[label].percent if label in side else None for label in labels]
        for side in (here, there)
    ]
    chart = {
        "id": f"chart-{key}",
        "title": text,
        "kind": "rows",
        "categories": labels,
        "series": [{"name": name, "data": data} for name, data in zip(names, shares, strict=True)],
        "unit": "%",
    }
    rows = [(label, here.get(label), there.get(label)) for label in labels]
    return Compared(key, text, rows, chart)


def flat(outcome: dict[str, Any]) -> Iterator[tuple[int, str, str, str, int | None, int]]:
    """Every figure as one row: number, question, row or group, option, count, of how many."""
    for result in results(outcome):
        text = result.item["text"]
        for line in result.lines:
            yield result.number, text, "", line.label, line.count, line.base
        for label, of_row, _ in result.rows:
            for line in of_row:
                yield result.number, text, label, line.label, line.count, line.base


def wave_name(survey: Any) -> str:
    """What a wave is called beside another: when it was."""
    return f"{survey.opened_on:%Y年%-m月}"
