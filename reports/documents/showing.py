"""A compiled document as a page: the same sections, sentences and tables as on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.documents.figures import Figure, Figures
from reports.documents.kinds import KINDS
from reports.documents.official import NUMERALS
from reports.documents.word import as_table, is_printed


@dataclass(frozen=True, slots=True)
class ShownTable:
    figure: Figure
    headings: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class ShownSection:
    heading: str
    lines: list[str]
    tables: list[ShownTable]


def sections(figures: Figures, texts: Mapping[str, str]) -> list[ShownSection]:
    """Sections of which there is something to say, numbered."""
    found: list[ShownSection] = []
    for section in KINDS[figures.kind].sections:
        lines = [line for sentences in section.sentences for line in sentences(figures)]
        lines += texts.get(section.code, "").splitlines()
        tables = [
            ShownTable(figures[code], *as_table(figures[code]))
            for code in section.tables
            if is_printed(figures, code)
        ]
        if lines or tables:
            heading = f"{NUMERALS[len(found)]}、{section.heading}"
            found.append(ShownSection(heading, lines, tables))
    return found
