"""What a document says, section by section: read from here by Word and by the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.documents.figures import Figure, Figures
from reports.documents.kinds import KINDS, Part, Section
from reports.documents.numerals import numeral
from reports.documents.phrases import Phrase
from reports.documents.tables import is_drawn, is_printed


@dataclass(frozen=True, slots=True)
class ToldPart:
    """``heading`` is empty where a section is not divided. ``numbered``: one phrase, one matter."""

    heading: str
    phrases: list[Phrase]
    own: list[str]
    tables: list[Figure]
    drawn: set[str]
    numbered: bool = False

    @property
    def marked(self) -> list[tuple[str, Phrase]]:
        """Each phrase with its mark: （一） where several matters are numbered, else none."""
        numbered = self.numbered and len(self.phrases) > 1
        return [
            (f"（{numeral(place)}）" if numbered else "", phrase)
            for place, phrase in enumerate(self.phrases, start=1)
        ]

    @property
    def says_something(self) -> bool:
        return bool(self.phrases or self.own or self.tables)


@dataclass(frozen=True, slots=True)
class ToldSection:
    heading: str
    parts: list[ToldPart]


def contents(figures: Figures, texts: Mapping[str, str]) -> list[ToldSection]:
    """Sections and parts of which there is something to say, numbered 一、 and （一）. ``texts``
    are the office's own words by section; they come after the section's sentences, before what it
    is divided into."""
    found: list[ToldSection] = []
    for section in KINDS[figures.kind].sections:
        parts = list(_parts(section, figures, texts.get(section.code, "")))
        if parts:
            found.append(ToldSection(f"{numeral(len(found) + 1)}、{section.heading}", parts))
    return found


def _parts(section: Section, figures: Figures, own: str) -> Iterator[ToldPart]:
    number = 0
    for part in section.all_parts:
        heading = f"（{numeral(number + 1)}）{part.heading}" if part.heading else ""
        told = _told(part, figures, heading, "" if part.heading else own, section.numbered)
        if told.says_something:
            number += bool(heading)
            yield told


def _told(part: Part, figures: Figures, heading: str, own: str, numbered: bool) -> ToldPart:
    tables = [figures[code] for code in part.tables if is_printed(figures, code)]
    return ToldPart(
        heading,
        [phrase for sentences in part.sentences for phrase in sentences(figures)],
        [line.strip() for line in own.splitlines() if line.strip()],
        tables,
        {figure.code for figure in tables if figure.code in part.charts and is_drawn(figure)},
        numbered,
    )
