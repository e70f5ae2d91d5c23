"""Figures of a page, and what stands on the page that each opens, counted from its rows alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

from branches.periods import Period
from meetings.choices import MeetingKind

FIGURE = re.compile(
    r'href="(?P<url>[^"]*)" aria-describedby="tip-(?P<key>[\w-]+)">(?P<shown>.*?)</a>', re.S
)
VALUE = re.compile(r'figure__value">([^<]*)')
NOTE = re.compile(r'figure__note">([^<]*)')
BODY = re.compile(r"<tbody.*?</tbody>", re.S)
CELL = re.compile(
    r'class="cell cell--(\w+)" href="[^"]*/(\w+)/\?period=([^"]*)"[^>]*>(?:<[^>]*>)*(\d+)/(\d+)'
)
QUARTERLY = {MeetingKind.GENERAL, MeetingKind.LECTURE}
YEARLY = {MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL}
ROLL = re.compile(r'data-label="(应到|实到|请假、执勤等)">(\d+)')
MARK = re.compile(r'cell-status">.*?</svg>(?:<span[^>]*>[^<]*</span>)?(\w+)', re.S)


class Figure(NamedTuple):
    value: str
    note: str
    url: str


def figures_of(html: str) -> dict[str, Figure]:
    """By key: what is shown, the note below it, the address behind it."""
    found = {}
    for match in FIGURE.finditer(html):
        shown = match["shown"]
        value, note = VALUE.search(shown), NOTE.search(shown)
        found[match["key"]] = Figure(
            (value[1] if value else shown).strip(), note[1] if note else "", unescape(match["url"])
        )
    return found


def rows_of(html: str) -> list[str]:
    return [row for body in BODY.findall(html) for row in body.split("<tr")[1:]]


def rows(html: str) -> int:
    return len(rows_of(html))


def items(html: str) -> int:
    """Of a list of what is owed."""
    return html.count('class="owed__row')


def late(html: str) -> int:
    return sum(int(number) for number in re.findall(r"board__late\"><b>(\d+)</b>", html))


def _cells(html: str) -> list[tuple[str, int, int]]:
    """Mark, held and owed of the cells that fall due."""
    return [
        (mark, int(held), int(owed))
        for mark, kind, period, held, owed in CELL.findall(html)
        if _falls_due(kind, Period.parse(period))
    ]


def _falls_due(kind: str, period: Period) -> bool:
    """What is owed by the quarter or the year counts where that ends."""
    if kind in YEARLY:
        return period.last_month == 12
    return kind not in QUARTERLY or period.last_month % 3 == 0


def owed(html: str) -> int:
    return sum(owed for _, _, owed in _cells(html))


def entered(html: str) -> int:
    return sum(min(held, owed) for _, held, owed in _cells(html))


def lacking(html: str) -> int:
    """What the rows still lack, without what is late."""
    return owed(html) - entered(html) - late(html)


def roll(html: str) -> tuple[int, int, int]:
    """Expected, present and excused, from the rows of meetings."""
    sums = {"应到": 0, "实到": 0, "请假、执勤等": 0}
    for name, number in ROLL.findall(html):
        sums[name] += int(number)
    return sums["应到"], sums["实到"], sums["请假、执勤等"]


def marks(html: str) -> tuple[int, int, int]:
    """The same from the rows of one's own marks."""
    words = [match[1] for row in rows_of(html) for match in [MARK.search(row)] if match]
    away = sum(word not in ("到会", "无故缺席") for word in words)
    return len(words), words.count("到会"), away


def turnout(counted: tuple[int, int, int]) -> tuple[str, str]:
    """Value and note of 到会率."""
    expected, present, _ = counted
    return f"{100 * present / expected:.1f}%", f"实到 {present}／应到 {expected}"


def attendance(counted: tuple[int, int, int]) -> tuple[str, str]:
    """Value and note of 出勤率."""
    expected, present, away = counted
    rate, less = 100 * present / (expected - away), f"（不含请假、执勤等 {away}）" if away else ""
    return f"{rate:.1f}%", f"实到 {present}／应到 {expected - away}{less}"


COUNTED: dict[str, Callable[[str], int]] = {
    "late": late,
    "late-branches": rows,
    "explained": late,  # where nothing else is late
    "owed": owed,
    "entered": entered,
    "odd": rows,
    "late-entries": rows,
    "records": rows,
    "claims": rows,
    "objections": rows,
    "duties": rows,
    "verifying": rows,
    "surveys": items,
    "coming": lacking,
    "coming-branches": rows,
    "without": rows,
    "excused": rows,
}
