"""Near-copied minutes: how much of a text stands already in an earlier one, and where. Pure.

Blanks and punctuation do not count, and every run of digits counts as one, so that last month's
minutes with another date are still last month's minutes. What is compared are passages of at least
`SHORTEST` characters that both texts share: long enough that a set phrase (会议由支部书记主持) does
not make a copy. Nothing is decided here: a resemblance is shown to the author first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

SHORTEST = 12  # characters of a passage that counts as copied
ENOUGH = 80  # characters below which a text is too short to be judged
PLACES = 8  # places of the earlier text that are tried for a passage
GAP = "\0"  # stands for a character that is not compared
COUNTING = re.compile(r"\d+|[^\W\d_]")


class Text(NamedTuple):
    """A text without what does not count; where each character began and ended in the original."""

    original: str
    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Fragment(NamedTuple):
    """A passage that both texts share, as each of them writes it."""

    start: int
    end: int
    text: str
    earlier_text: str


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How much of a text stands in an earlier one.

    ``score`` is the copied part of its characters, 0 to 1; ``copied`` of ``length`` characters that
    count. ``fragments`` are in the order of the text; ``start`` and ``end`` index the original.
    """

    score: float
    copied: int
    length: int
    fragments: tuple[Fragment, ...] = ()

    @property
    def label(self) -> str:
        """``全文 1204 字中有 987 字（82%）与之相同``."""
        return f"全文 {self.length} 字中有 {self.copied} 字（{self.score:.0%}）与之相同"


def prepared(text: str) -> Text:
    """The text as it is compared: letters and ideographs, each number as a single ``0``."""
    found = [
        ("0" if match[0].isdigit() else match[0], match.start(), match.end())
        for match in COUNTING.finditer(text)
    ]
    letters, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    return Text(text, "".join(letters), starts, ends)


def compare(text: str | Text, earlier: str | Text, *, common: str | Text = "") -> Resemblance:
    """How much of ``text`` stands in ``earlier``; a text shorter than `ENOUGH` resembles nothing.

    Passages that also stand in ``common`` (a template, the month's published theme) count neither
    as copied nor as text. Time grows with the sum of the lengths: minutes of 2,000 characters
    against 24 earlier ones take some tens of milliseconds.
    """
    new, old = _without(_text(text), _text(common)), _text(earlier)
    length = len(new.letters) - new.letters.count(GAP)
    if length < ENOUGH:
        return Resemblance(0.0, 0, length)
    passages = _passages(new.letters, old.letters)
    copied = sum(shared for _, _, shared in passages)
    fragments = tuple(_fragment(new, old, *passage) for passage in passages)
    return Resemblance(copied / length, copied, length, fragments)


def closest(
    text: str, earlier: Iterable[tuple[int, str]], *, common: str = "", at_least: float = 0.6
) -> tuple[int, Resemblance] | None:
    """Of earlier texts by key the one that is copied most, if ``at_least`` that much is."""
    new, shared = prepared(text), prepared(common)
    found = [(key, compare(new, each, common=shared)) for key, each in earlier]
    best = max(found, key=lambda pair: pair[1].score, default=None)
    return best if best and best[1].score >= at_least else None


def _text(text: str | Text) -> Text:
    return prepared(text) if isinstance(text, str) else text


def _without(text: Text, common: Text) -> Text:
    """The text with a gap for every character of the passages that ``common`` has too."""
    letters = text.letters
    for start, _, length in _passages(letters, common.letters):
        letters = letters[:start] + GAP * length + letters[start + length :]
    return text._replace(letters=letters)


def _passages(new: str, old: str) -> list[tuple[int, int, int]]:
    """Shared passages, greedily from the left: start in new, start in old, length."""
    index = _index(old)
    found: list[tuple[int, int, int]] = []
    start = 0
    while start <= len(new) - SHORTEST:
        places = index.get(new[start : start + SHORTEST])
        if places:
            length, place = max((_agreeing(new, start, old, place), place) for place in places)
            found.append((start, place, length))
            start += length
        else:
            start += 1
    return found


def _index(text: str) -> dict[str, list[int]]:
    """Where each run of `SHORTEST` characters stands, the first few places of each."""
    index: dict[str, list[int]] = {}
    for start in range(len(text) - SHORTEST + 1):
        places = index.setdefault(text[start : start + SHORTEST], [])
        if len(places) < PLACES:
            places.append(start)
    return index


def _agreeing(new: str, start: int, old: str, place: int) -> int:
    """How many characters agree from these two places on; the first `SHORTEST` are known to."""
    length, most = SHORTEST, min(len(new) - start, len(old) - place)
    while length < most and new[start + length] == old[place + length]:
        length += 1
    return length


def _fragment(new: Text, old: Text, start: int, place: int, length: int) -> Fragment:
    first, last = new.starts[start], new.ends[start + length - 1]
    old_first, old_last = old.starts[place], old.ends[place + length - 1]
    return Fragment(first, last, new.original[first:last], old.original[old_first:old_last])
