"""Dates in the six ways that offices write them. A month stays a month."""

from __future__ import annotations

import re
from datetime import date, timedelta

from members.partial_dates import PartialDate
from members.sheets.cells import Doubtful, compact
from members.sheets.refusals import CellRefused

WRITTEN = re.compile(r"(\d+)[./\-年](\d{1,2})(?:[./\-月](\d{1,2})日?)?[月.]?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
TIME_OF_DAY = re.compile(r"T?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
TIDY = str.maketrans("。、—–−‐", "..----")
YEARS = range(1900, 2100)
HOW_TO_WRITE = "请写成 1990.05 或 1990-05-06"
SERIAL_ORIGIN = date(1899, 12, 30)
# Day numbers that no one can mistake for 1990.5 written without its point.
SERIALS = (range(7306, 19_000), range(21_000, 73_051))


def read_date(raw: object) -> PartialDate | Doubtful:
    """A date cell, a number or a text; ``CellRefused`` when it is none or not surely one."""
    if isinstance(raw, PartialDate):
        return _checked(str(raw), raw)
    if isinstance(raw, float):
        return _from_number(raw)
    return _from_text(compact(raw))


def _from_number(number: float) -> PartialDate | Doubtful:
    """199005, 19900506, 1990.05 or the day number behind an Excel date."""
    if not number.is_integer():
        value = _from_text(repr(number))
        if isinstance(value, PartialDate) and re.fullmatch(r"\d{4}\.1", repr(number)):
            year = int(number)
            return Doubtful(
                value=PartialDate(year, 10),
                reason=f"单元格是数字 {number}，按 {year} 年 10 月读取；"
                f"如果是 1 月，请改成文本 {year}.01",
            )
        return value
    return _from_serial(int(number)) or _from_text(str(int(number)))


def _from_serial(number: int) -> Doubtful | None:
    if not any(number in serials for serials in SERIALS):
        return None
    day = SERIAL_ORIGIN + timedelta(days=number)
    return Doubtful(
        value=PartialDate(day.year, day.month, day.day),
        reason=f"数字 {number} 按 Excel 日期读作 {day.isoformat()}，请核对",
    )


def _from_text(text: str) -> PartialDate | Doubtful:
    tidy = TIME_OF_DAY.sub("", text.translate(TIDY)) if ":" in text else text.translate(TIDY)
    if match := WRITTEN.fullmatch(tidy):
        if len(match[1]) != 4:
            raise CellRefused(f"「{text}」的年份要写四位，如 1990.05")
        return _checked(text, _parts(*match.groups()))
    if tidy.isascii() and tidy.isdigit():
        return _from_digits(tidy)
    if re.fullmatch(r"\d{4}年", tidy):
        return _from_digits(tidy[:4])
    raise CellRefused(f"看不出「{text}」是哪一天，{HOW_TO_WRITE}")


def _from_digits(text: str) -> PartialDate | Doubtful:
    """199005, 19900506; five digits are a day number that lost its format."""
    if match := DIGITS.fullmatch(text):
        return _checked(text, _parts(*match.groups()))
    if len(text) == 4:
        raise CellRefused(f"「{text}」只有年份，请补上月份，如 {text}.05")
    serial = _from_serial(int(text)) if len(text) == 5 else None
    if serial is None:
        raise CellRefused(f"看不出「{text}」是哪一天，{HOW_TO_WRITE}")
    return serial


def _parts(year: str, month: str, day: str | None) -> PartialDate:
    """Some systems write 00 for a day that they do not know: so do we."""
    return PartialDate(int(year), int(month), int(day or 0))


def _checked(text: str, found: PartialDate) -> PartialDate:
    if found.year not in YEARS:
        raise CellRefused(f"「{text}」的年份不合理，请核对")
    try:
        date(found.year, found.month, found.day or 1)
    except ValueError as fault:
        raise CellRefused(f"日历上没有「{text}」这一天，请核对") from fault
    return found
