"""Sentences whose numbers know where they were counted, so that a page can open them.

On paper a phrase is its words; on a page every `Number` and every `Share` leads to its list.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from accounts.ui.words import NOTHING


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a statistic: of one line or of some (``key``; none is the total), in a column."""

    value: int
    code: str
    key: str = ""
    column: int = 0

    def __str__(self) -> str:
        return str(self.value)

    def __bool__(self) -> bool:
        return self.value != 0


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, from which something may be left out: 实到 ÷（应到 − 请假、执勤等）."""

    part: Number
    whole: Number
    less: Number | None = None

    @property
    def of(self) -> int:
        return self.whole.value - (self.less.value if self.less else 0)

    def __str__(self) -> str:
        return f"{100 * self.part.value / self.of:.1f}%" if self.of else NOTHING


Piece: TypeAlias = str | Number | Share
Phrase: TypeAlias = tuple[Piece, ...]


def say(template: str, *parts: Piece | Phrase) -> Phrase:
    """``say("共有党员 {} 名。", number)``: as many parts as there are gaps."""
    words = template.split("{}")
    gaps = [part if isinstance(part, tuple) else (part,) for part in parts]
    filled = chain.from_iterable(
        ((word,), gap) for word, gap in zip(words, [*gaps, ()], strict=True)
    )
    return tuple(piece for piece in chain.from_iterable(filled) if piece != "")


def share(part: Number, whole: Number) -> Phrase:
    """``92.5%（37/40）``: the share with its two numbers."""
    return say("{}（{}/{}）", Share(part, whole), part, whole)


def plain(phrase: Phrase) -> str:
    """As it stands on paper."""
    return "".join(map(str, phrase))
