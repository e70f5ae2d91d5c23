"""The ballot box: anonymous answers in trays, without order, time or name. Pure.

A tray is one value, which is opened, shuffled and written anew whenever an answer goes in, so it
holds no trace of who came when. A full tray is split, so that only the very first ones hold few. A
sheet is ``[group, answers]``; what was written in words is torn off and lies apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import Any

from surveys.choices import QuestionKind
from surveys.paper import NOT_ASKED, SKIPPED, Answer, Item

CAPACITY = 64
chance = SystemRandom()
Sheet = list[Any]


@dataclass(slots=True)
class Contents:
    """What lies in one tray, or in all together: sheets, and texts by the place of the question."""

    sheets: list[Sheet] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def opened(cls, sealed: bytes) -> Contents:
        if not sealed:
            return cls()
        sheets, texts = json.loads(sealed)
        return cls(sheets, texts)

    @classmethod
    def together(cls, trays: Iterable[Contents]) -> Contents:
        """The whole box in a new order."""
        whole = cls()
        for one in trays:
            whole.sheets += one.sheets
            for place, written in one.texts.items():
                whole.texts.setdefault(place, []).extend(written)
        whole.shuffle()
        return whole

    def closed(self) -> bytes:
        return json.dumps(
            [self.sheets, self.texts], ensure_ascii=False, separators=(",", ":")
        ).encode()

    def put_in(self, items: Sequence[Item], group: int, answers: Sequence[Answer]) -> None:
        """One more sheet, somewhere among the others."""
        kept = list(answers)
        for place, item in enumerate(items):
            if item.kind == QuestionKind.TEXT and answers[place] != NOT_ASKED:
                kept[place] = SKIPPED  # not even whether something was written stays here
                if answers[place]:
                    _among(self.texts.setdefault(str(place), []), answers[place])
        _among(self.sheets, [group, kept])

    def shuffle(self) -> None:
        chance.shuffle(self.sheets)
        for written in self.texts.values():
            chance.shuffle(written)

    def split(self) -> tuple[Contents, Contents]:
        """Into two by lot."""
        self.shuffle()
        halves = self.dealt(2)
        return halves[0], halves[1]

    def dealt(self, trays: int) -> list[Contents]:
        """Dealt out to so many trays."""
        made = [Contents(self.sheets[start::trays]) for start in range(trays)]
        for place, written in self.texts.items():
            for start, tray in enumerate(made):
                if written[start::trays]:
                    tray.texts[place] = written[start::trays]
        return made

    @property
    def is_full(self) -> bool:
        return len(self.sheets) > CAPACITY


def _among(things: list[Any], thing: Any) -> None:
    things.insert(chance.randrange(len(things) + 1), thing)
