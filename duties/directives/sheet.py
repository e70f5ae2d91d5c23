"""The board of a directive as a sheet: exactly the branches that the page shows."""

from __future__ import annotations

from typing import IO

from accounts.loading import when_used
from duties.choices import Stage
from duties.directives.board import DirectiveBoard

xlsxwriter = when_used("xlsxwriter")

ROWS_AT_ONCE = 500
BRANCH_WIDTH, STAGE_WIDTH, TEXT_WIDTH = 26, 14, 40


def write(board: DirectiveBoard, file: IO[bytes]) -> int:
    """Write the branches into ``file``; how many. One query for every 500."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("落实情况")
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 1, BRANCH_WIDTH)
    headings = ["党支部", "单位"]
    for stage in Stage:
        place = len(headings)
        sheet.set_column(place, place, STAGE_WIDTH)
        sheet.set_column(place + 1, place + 1, TEXT_WIDTH)
        headings += [str(stage.label), f"{stage.label}情况"]
    sheet.write_row(0, 0, headings, bold)
    rows = list(board.branches)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        for number, line in enumerate(board.lines(rows[start : start + ROWS_AT_ONCE]), start + 1):
            cells = [line.branch.name, line.branch.unit.name]
            for _, step, _, word in line.cells:
                cells += [word, " ".join(filter(None, (step.meeting_label, step.said)))]
            sheet.write_row(number, 0, cells)
    book.close()
    return len(rows)
