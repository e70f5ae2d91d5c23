"""From the bytes of a file to the grid of one sheet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from members.partial_dates import PartialDate
from members.sheets.contents import BROKEN, LOCKED, Content, recognise
from members.sheets.delimited import read_delimited
from members.sheets.refusals import SheetRefused, SheetUndecided

READER = Path(__file__).with_name("reader.py")
READER_SECONDS = 60
TOO_LARGE = "工作表超过 5 万行或 256 列，请删去名册以外的内容后再上传。"

REFUSALS = {"locked": LOCKED, "large": TOO_LARGE}

Raw = str | float | bool | PartialDate
Place = tuple[int, int]
Merged = tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it is: row 0 is row 1 of the sheet, all rows are of one width."""

    name: str
    rows: list[list[Raw]]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The filled, visible sheets of a file."""

    grids: tuple[Grid, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(grid.name for grid in self.grids)

    def pick(self, name: str = "") -> Grid:
        """The sheet called ``name``, or the only one; ``SheetUndecided`` when one must choose."""
        if name:
            for grid in self.grids:
                if grid.name == name:
                    return grid
            raise SheetRefused(f"文件里没有名为「{name}」的工作表。")
        if len(self.grids) > 1:
            raise SheetUndecided(self.names)
        return self.grids[0]


def read_workbook(data: bytes) -> Workbook:
    """Read .xlsx, .xls or .csv; ``SheetRefused`` for all else and for what cannot be read."""
    if recognise(data) is Content.TEXT:
        grids: Iterable[Grid] = [Grid("CSV", [list(row) for row in read_delimited(data)])]
    else:
        grids = _read_apart(data)
    filled = tuple(grid for grid in grids if grid.rows)
    if not filled:
        raise SheetRefused("文件里没有填写内容的工作表，请检查是否选错了文件。")
    return Workbook(filled)


def _read_apart(data: bytes) -> list[Grid]:
    """Let the reader script parse the workbook: whatever breaks there breaks only there."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            [sys.executable, "-I", str(READER)],
            input=data,
            capture_output=True,
            timeout=READER_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise SheetRefused(BROKEN) from fault
    answer = json.loads(done.stdout, object_hook=_dates)
    if "refused" in answer:
        raise SheetRefused(REFUSALS[answer["refused"]])
    return [
        Grid(sheet["name"], sheet["rows"], tuple((tuple(a), tuple(b)) for a, b in sheet["merged"]))
        for sheet in answer["sheets"]
    ]


def _dates(found: dict[str, object]) -> object:
    written = found.get("date")
    return PartialDate.parse(written) if isinstance(written, str) else found
