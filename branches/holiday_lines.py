"""A year's holidays as people paste them from the notice: one line per day or span.

``2027-10-01 至 2027-10-07 休 国庆节``, ``2027-10-09 班 国庆节``; dates also as ``2027年10月1日`` or
``2027/10/1``. Pure: text in, days out, and back.
"""

import re
from collections.abc import Iterable
from datetime import date

from branches.calendar import ONE_DAY, DayMark, days

LONGEST_SPAN = 31
_DATE = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_LINE = re.compile(rf"{_DATE}(?:\s*(?:至|到|~|—|－)\s*{_DATE})?[\s,，、]*(休|班)[\s,，、]*(\S.*)")


class LinesRefused(ValueError):
    """Some lines cannot be read; ``faults`` has one Chinese sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


def read_lines(text: str) -> list[DayMark]:
    """Every day named in the text, in order. All faults are reported at once (`LinesRefused`)."""
    marks: list[DayMark] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                marks += _read(line.strip())
            except ValueError as fault:
                faults.append(f"第{number}行{fault}")
    if faults:
        raise LinesRefused(faults)
    return marks


def write_lines(marks: Iterable[DayMark]) -> str:
    """The same days as text, spans on one line; what `read_lines` reads back."""
    spans: list[list[DayMark]] = []
    for mark in sorted(marks, key=lambda mark: mark.day):
        last = spans[-1][-1] if spans else None
        if last and mark == DayMark(last.day + ONE_DAY, last.is_off, last.name):
            spans[-1].append(mark)
        else:
            spans.append([mark])
    return "\n".join(_write(span[0], span[-1].day) for span in spans)


def _write(first: DayMark, last: date) -> str:
    until = f" 至 {last}" if last != first.day else ""
    return f"{first.day}{until} {'休' if first.is_off else '班'} {first.name}"


def _read(line: str) -> list[DayMark]:
    found = _LINE.fullmatch(line)
    if not found:
        raise ValueError("读不懂，请写成“2027-10-01 至 2027-10-07 休 国庆节”。")
    *numbers, mark, name = found.groups()
    first = _date(numbers[:3])
    last = _date(numbers[3:]) if numbers[3] else first
    if not 0 <= (last - first).days < LONGEST_SPAN:
        raise ValueError("的起止日期不对。")
    return [DayMark(day, mark == "休", name.strip()) for day in days(first, last)]


def _date(parts: list[str]) -> date:
    try:
        return date(*map(int, parts))
    except ValueError:
        raise ValueError(f"没有{'-'.join(parts)}这一天。") from None
