"""Columns of a register: how a cell is read and how a value is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Choices

from members.partial_dates import PartialDate
from members.sheets.cells import Doubtful, compact, says_nothing, text_of
from members.sheets.dates import read_date
from members.sheets.refusals import CellRefused

Reader = Callable[[object], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is the model's field; ``also`` are other headings that mean the same."""

    name: str
    label: str
    read: Reader
    also: tuple[str, ...] = ()
    required: bool = False
    width: int = 14
    hint: str = ""
    answers: tuple[str, ...] = ()
    written: Callable[[Any], str] = str


def words(longest: int) -> Reader:
    """One line of text."""

    def read(raw: object) -> str:
        text = " ".join(text_of(raw).split())
        if len(text) > longest:
            raise CellRefused(f"太长，最多 {longest} 个字，现在有 {len(text)} 个字")
        return text

    return read


def read_day(raw: object) -> date:
    """A whole day: months alone are refused, nothing is made up."""
    found = read_date(raw)
    value = found.value if isinstance(found, Doubtful) else found
    if not isinstance(value, PartialDate) or not value.day:
        raise CellRefused(f"「{compact(raw)}」要写到日，如 2024-05-06")
    return date(value.year, value.month, value.day)


def read_open_day(raw: object) -> date | None:
    """The same, or 长期: no end."""
    return None if compact(raw) in ("长期", "永久", "长期有效") else read_day(raw)


def read_number(raw: object) -> Decimal:
    """Half steps are enough; never negative."""
    text = compact(raw).removesuffix("学时").removesuffix("分")
    try:
        number = Decimal(text)
    except InvalidOperation as fault:
        raise CellRefused(f"「{compact(raw)[:20]}」不是数，请只填数字") from fault
    if not number.is_finite() or not 0 <= number <= 1000:
        raise CellRefused("要在 0 到 1000 之间，请核对")
    return number.quantize(Decimal("0.1"))


def one_of(choices: type[Choices], what: str, also: dict[str, str] | None = None) -> Reader:
    """A label of ``choices``, or one of the words ``also`` → its value."""
    lexicon = {label: value for value, label in choices.choices} | (also or {})

    def read(raw: object) -> str:
        found = lexicon.get(compact(raw))
        if found is None:
            raise CellRefused(
                f"「{compact(raw)[:20]}」不是{what}，请填：{'、'.join(choices.labels)}"
            )
        return found

    return read


def read_passed(raw: object) -> bool:
    text = compact(raw)
    if text in ("合格", "通过", "及格", "是", "优秀", "良好"):
        return True
    if text in ("不合格", "未通过", "不及格", "否"):
        return False
    raise CellRefused(f"「{text[:20]}」看不出是否合格，请填：合格、不合格")


def passed_written(value: bool) -> str:
    return "合格" if value else "不合格"


def number_written(value: Decimal | None) -> str:
    """32.0 is 32."""
    return "" if value is None else f"{value.normalize():f}"


def label_of(choices: type[Choices]) -> Callable[[Any], str]:
    labels = dict(choices.choices)
    return lambda value: labels.get(value, "")


def value_of(column: Column, raw: object) -> Any:
    """What the cell says; None when it says nothing."""
    return None if says_nothing(raw) else column.read(raw)


def cell_of(column: Column, value: Any) -> str:
    """A value as our own sheets write it."""
    return "" if value is None or value == "" else column.written(value)
