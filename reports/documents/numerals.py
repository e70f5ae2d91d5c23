"""The ordinals of official documents: 一、（一）."""

from __future__ import annotations

NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """1 → 一, 11 → 十一, 20 → 二十; a list of more than 99 has other troubles."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (NUMERALS[ones - 1] if ones else "")
