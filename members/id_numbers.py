"""Resident identity numbers (GB 11643): 18 characters, the last one checks the others."""

from __future__ import annotations

import re
from datetime import date
from operator import mul

from members.partial_dates import PartialDate

SHAPE = re.compile(r"\d{17}[\dX]")
OLD_SHAPE = re.compile(r"\d{15}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def check_character(digits: str) -> str:
    """What the last character must be, from the first seventeen."""
    return CHECK_CHARACTERS[sum(map(mul, map(int, digits), WEIGHTS)) % 11]


def fault_of(number: str) -> str:
    """Why ``number`` (already without blanks, X in capitals) is none; empty when it is sound.

    The sentences never repeat the number: they are stored and shown where the number may not be.
    """
    if OLD_SHAPE.fullmatch(number):
        return "这是 15 位旧号码，请按现用身份证填写 18 位（出生年份前补 19，末尾加校验码）"
    if not SHAPE.fullmatch(number):
        return f"身份证号应为 18 位，现在是 {len(number)} 位，请对照证件核对"
    if _born(number) is None:
        return "身份证号第 7 至 14 位不是有效的出生日期，请对照证件核对"
    if number[17] != check_character(number[:17]):
        return "身份证号校验码不对，有一位录错了，请对照证件逐位核对"
    return ""


def birth_date(number: str) -> PartialDate:
    """The day of birth that a sound number carries."""
    return PartialDate(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def is_male(number: str) -> bool:
    """Odd sequence numbers go to men."""
    return int(number[16]) % 2 == 1


def _born(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= 1900 else None
