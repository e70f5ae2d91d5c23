"""Rosters as files: the export, and the template, which is an export without people.

Everything is text, so that Excel touches neither ID numbers nor months; nothing is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.loading import when_used
from members.choices import Education, Sex, StaffCategory, Stage
from members.sheets.columns import NAMES, Column

xlsxwriter = when_used("xlsxwriter")

LABELS = [naming.label for naming in NAMES.values()]
WIDTHS = {
    Column.ID_NUMBER: 21, Column.PHONE: 14, Column.CATEGORY: 15, Column.UNIT: 22,
    Column.BRANCH: 24, Column.POST: 16, Column.WORK_SINCE: 13,
}  # fmt: skip
USUAL_WIDTH = 11
ANSWERS = {
    Column.SEX: Sex.labels,
    Column.CATEGORY: StaffCategory.labels,
    Column.STAGE: Stage.labels,
    Column.EDUCATION: Education.labels,
}
HINTS = {
    Column.ID_NUMBER: "18 位，按文本填写",
    Column.BIRTH_DATE: "如 1990-05-06，只知道月份就写 1990-05",
    Column.JOINED_ON: "如 2012-07-01，只知道月份就写 2012-07",
}
PLAIN = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
LAST_ROW = 1_048_575
SHEET = "名册"


def write_roster(people: Iterable[Sequence[str]] = (), *, reasons: bool = False) -> bytes:
    """An .xlsx with one row per person, texts in the order of ``NAMES``.

    With ``reasons`` the rows carry one more text, why they were refused.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **PLAIN}) as workbook:
        text = workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#F2F0ED"})
        sheet = workbook.add_worksheet(SHEET)
        for index, column in enumerate(NAMES):
            sheet.set_column(index, index, WIDTHS.get(column, USUAL_WIDTH), text)
            _help(sheet, index, column)
        if reasons:
            sheet.set_column(len(NAMES), len(NAMES), 60, text)
        sheet.write_row(0, 0, LABELS + (["未导入的原因"] if reasons else []), head)
        for number, person in enumerate(people, 1):
            for index, value in enumerate(person):
                if value:
                    sheet.write_string(number, index, value, text)
        sheet.freeze_panes(1, 1)
    return file.getvalue()


def _help(sheet: Any, index: int, column: Column) -> None:
    """Answers to choose from, or how to write."""
    if column in ANSWERS:
        rule = {"validate": "list", "source": list(ANSWERS[column]), "error_type": "warning"}
    elif column in HINTS:
        rule = {"validate": "any", "input_title": column.label, "input_message": HINTS[column]}
    else:
        return
    sheet.data_validation(1, index, LAST_ROW, index, rule)
