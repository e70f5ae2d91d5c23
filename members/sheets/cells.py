"""What a cell says, as text, and where it stands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from members.partial_dates import PartialDate
from members.sheets.columns import BLANKS, Column

# What people write into a cell that has nothing to say.
MARKS_FOR_NOTHING = "- -- — —— / \\ 无 暂无 不详 未知 空 N/A n/a #N/A null"
NOTHING = frozenset(MARKS_FOR_NOTHING.split()) | {""}
LONGEST_NOTHING = 4


class Severity(StrEnum):
    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful: the cell, how bad, and what to do about it."""

    row: int
    column: Column | None
    address: str
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that was understood, and why whoever imports should look at it."""

    value: Any
    reason: str


@lru_cache(maxsize=512)
def letters(index: int) -> str:
    """0 is A, 26 is AA."""
    head, last = divmod(index, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def address(row: int, column: int) -> str:
    """Zero-based row and column as a sheet names the cell: (2, 1) is B3."""
    return f"{letters(column)}{row + 1}"


def text_of(raw: object) -> str:
    """The cell as half-width text without blanks at its ends; a whole number without a point."""
    if isinstance(raw, str):
        return unicodedata.normalize("NFKC", raw).replace("\u200b", "").strip()
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, PartialDate):
        return raw.label
    return str(raw)


def compact(raw: object) -> str:
    """The cell as text with no blank anywhere."""
    if isinstance(raw, str) and raw.isascii() and raw.isalnum():
        return raw
    return BLANKS.sub("", text_of(raw))


def says_nothing(raw: object) -> bool:
    """Empty, blank, or one of the marks that stand for nothing."""
    if not isinstance(raw, str):
        return False
    if len(raw) > LONGEST_NOTHING and not raw[0].isspace():
        return False
    return compact(raw) in NOTHING
