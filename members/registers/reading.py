"""A sheet read as a register: one entry a row, and everything wrong with it at once.

Title lines above the header are passed over, columns stand in any order, unknown ones are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from members.registers.columns import Column, value_of, words
from members.registers.nouns import Noun
from members.sheets import Grid, SheetRefused
from members.sheets.cells import Doubtful, address, compact, letters, says_nothing, text_of
from members.sheets.numbers import read_id_number, read_staff_number
from members.sheets.refusals import CellRefused
from members.sheets.words import read_name

ROWS_LOOKED_AT = 20
MOST_ROWS = 5_000
NAME = Column("name", "姓名", read_name, ("人员", "党员姓名"), width=12)
STAFF_NUMBER = Column("staff_number", "工号", read_staff_number, ("人员编号",), width=14)
ID_NUMBER = Column(
    "id_number", "身份证号", read_id_number, ("身份证", "身份证号码", "公民身份号码"), width=21
)
BRANCH = Column("branch", "党组织", words(64), ("党支部", "受表彰党组织", "集体"), width=24)
WHO = (NAME, STAFF_NUMBER, ID_NUMBER)
NOISE = str.maketrans("", "", "（）()*：:/、")


class Finding(NamedTuple):
    """What is wrong in a cell, said so that it can be set right."""

    row: int
    column: str
    address: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One row: who it is about, and what it says. A cell that says nothing is not among these."""

    row: int
    name: str
    staff_number: str
    id_number: str
    branch: str
    values: dict[str, Any]


@dataclass
class Sheet:
    """The rows of a sheet, its columns by name, and what is wrong with it."""

    noun: Noun
    raw: list[list[Any]]
    places: dict[str, int]
    ignored: list[str]
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, row: int, column: str, reason: str) -> None:
        """Something is wrong in that row; at its first column when the sheet has no such one."""
        place = self.places.get(column, min(self.places.values()))
        self.findings.append(Finding(row, column, address(row, place), reason))

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """Letter, label and name of each column, from the left."""
        labels = {column.name: column.label for column in columns_of(self.noun)}
        ordered = sorted(self.places.items(), key=lambda item: item[1])
        return [(letters(place), labels[name], name) for name, place in ordered]


def columns_of(noun: Noun) -> tuple[Column, ...]:
    """All columns that a sheet of the register may have."""
    return (*WHO, *((BRANCH,) if noun.of_branches else ()), *noun.columns)


def read_sheet(grid: Grid, noun: Noun, *, today: date) -> Sheet:
    """``SheetRefused`` when the header is missing or lacks what is needed."""
    top, places, ignored = _header(grid, noun)
    _refuse_incomplete(noun, places)
    sheet = Sheet(noun, grid.rows, places, ignored)
    filled = [
        row
        for row in range(top + 1, len(grid.rows))
        if any(not says_nothing(grid.rows[row][place]) for place in places.values())
    ]
    if not filled:
        raise SheetRefused("表头下面没有内容，请填好后再上传。")
    if len(filled) > MOST_ROWS:
        raise SheetRefused(f"一次最多导入 {MOST_ROWS} 行，请分开上传。")
    for row in filled:
        sheet.lines.append(_line(sheet, row, today))
    return sheet


def _header(grid: Grid, noun: Noun) -> tuple[int, dict[str, int], list[str]]:
    """The row that names most columns."""
    lexicon = {
        _tidy(heading): column.name
        for column in columns_of(noun)
        for heading in (column.label, *column.also)
    }
    best: tuple[int, dict[str, int], list[str]] = (0, {}, [])
    for row, cells in enumerate(grid.rows[:ROWS_LOOKED_AT]):
        places: dict[str, int] = {}
        ignored = []
        for index, cell in enumerate(cells):
            name = lexicon.get(_tidy(text_of(cell)))
            if name is not None and name not in places:
                places[name] = index
            elif not says_nothing(cell):
                ignored.append(text_of(cell)[:20])
        if len(places) > len(best[1]):
            best = (row, places, ignored)
    if len(best[1]) < 2:
        raise SheetRefused(
            f"找不到表头：前 {ROWS_LOOKED_AT} 行里没有同时含有「姓名」等列名的一行。"
            "请下载模板对照填写。"
        )
    return best


def _tidy(heading: str) -> str:
    return compact(heading).translate(NOISE)


def _refuse_incomplete(noun: Noun, places: dict[str, int]) -> None:
    missing = [c.label for c in noun.columns if c.required and c.name not in places]
    if not {"staff_number", "id_number", "branch"} & set(places):
        missing.append("工号或身份证号")
    if missing:
        raise SheetRefused(f"表里缺少这些列：{'、'.join(missing)}。请补上后重新上传。")


def _line(sheet: Sheet, row: int, today: date) -> Line:
    """Read every cell of the row; what cannot be read is noted and left out."""
    known = len(sheet.findings)
    said = {
        column.name: value
        for column in columns_of(sheet.noun)
        if column.name in sheet.places and (value := _cell(sheet, row, column)) not in (None, "")
    }
    names = {column.name for column in sheet.noun.columns}
    values = {name: value for name, value in said.items() if name in names}
    line = Line(
        row=row,
        name=said.get("name", ""),
        staff_number=said.get("staff_number", ""),
        id_number=said.get("id_number", ""),
        branch=said.get("branch", ""),
        values=values,
    )
    _check(sheet, line, {finding.column for finding in sheet.findings[known:]}, today)
    return line


def _cell(sheet: Sheet, row: int, column: Column) -> Any:
    try:
        value = value_of(column, sheet.raw[row][sheet.places[column.name]])
    except CellRefused as refusal:
        sheet.refuse(row, column.name, str(refusal))
        return None
    return value.value if isinstance(value, Doubtful) else value


def _check(sheet: Sheet, line: Line, broken: set[str], today: date) -> None:
    """What is empty, out of order or still to come; ``broken`` cells have been complained of."""
    for column in sheet.noun.columns:
        if column.required and column.name not in line.values and column.name not in broken:
            sheet.refuse(line.row, column.name, f"{column.label}是空的，请补上")
    for name, reason in sheet.noun.faults(line.values):
        sheet.refuse(line.row, name, reason)
    for column in sheet.noun.columns:
        day = line.values.get(column.name)
        if isinstance(day, date) and day > today and column.name not in ("valid_until", "ends_on"):
            sheet.refuse(line.row, column.name, f"{day} 还没有到，请核对")
    if not (line.staff_number or line.id_number or line.branch) and not broken & {
        "staff_number",
        "id_number",
        "branch",
    }:
        sheet.refuse(line.row, "staff_number", "没有工号也没有身份证号，无法确认是谁，请补上")
