"""Registers as files: the export, and the template, which is an export without entries.

What is exported can be imported again: ID numbers are masked and say nothing, people are known by
their staff number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from accounts.loading import when_used
from members.models import DevelopmentStep, Member
from members.registers.columns import Column, cell_of
from members.registers.nouns import DEVELOPMENT, Noun
from members.registers.reading import columns_of

xlsxwriter = when_used("xlsxwriter")

ROWS_AT_ONCE = 500
MOST_ROWS = 50_000
LAST_ROW = 1_048_575
OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write_sheet(noun: Noun, rows: Iterable[list[str]] = (), *, kinds: Iterable[str] = ()) -> bytes:
    """An .xlsx with one row an entry, everything as text; ``kinds`` are offered to choose from."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        text = workbook.add_format({"num_format": "@"})
        head = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#F2F0ED"})
        sheet = workbook.add_worksheet(noun.label)
        for index, column in enumerate(columns_of(noun)):
            sheet.set_column(index, index, column.width, text)
            sheet.write_string(0, index, column.label, head)
            _help(sheet, index, column, list(kinds))
        for number, row in enumerate(rows, 1):
            for index, value in enumerate(row):
                if value:
                    sheet.write_string(number, index, value, text)
        sheet.freeze_panes(1, 1)
    return file.getvalue()


def rows_to_export(noun: Noun, entries: QuerySet[Any]) -> Iterator[list[str]]:
    """The entries in their order, as ``columns_of`` names the cells."""
    beside = [*(["kind"] if noun.kinds else []), *(["branch"] if noun.of_branches else [])]
    rows = entries.select_related("member", *beside).defer("member__id_number", "member__phone")
    found = iter(rows[:MOST_ROWS].iterator(ROWS_AT_ONCE))
    while batch := list(islice(found, ROWS_AT_ONCE)):
        steps = _steps(batch) if noun is DEVELOPMENT else {}
        for entry in batch:
            branch = [entry.branch.name if entry.branch else ""] if noun.of_branches else []
            values = steps[entry.pk] if noun is DEVELOPMENT else vars_of(noun, entry)
            cells = [cell_of(column, values.get(column.name)) for column in noun.columns]
            yield [*_who(entry.member), *branch, *cells]


def vars_of(noun: Noun, entry: Any) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in noun.columns}


def _who(member: Member | None) -> list[str]:
    return [member.name, member.staff_number or "", member.masked_id] if member else ["", "", ""]


def _steps(cases: list[Any]) -> dict[int, dict[str, Any]]:
    found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    rows = DevelopmentStep.objects.filter(case__in=[case.pk for case in cases])
    for case, code, day in rows.values_list("case_id", "code", "done_on"):
        found[case][code] = day
    return found


def _help(sheet: Any, index: int, column: Column, kinds: list[str]) -> None:
    """Answers to choose from, or how to write."""
    answers = kinds if column.name == "kind" else list(column.answers)
    if answers and sum(map(len, answers)) + len(answers) <= 255:  # all that Excel takes
        rule: dict[str, Any] = {"validate": "list", "source": answers, "error_type": "warning"}
    elif column.hint and len(column.label) <= 32:
        rule = {"validate": "any", "input_title": column.label, "input_message": column.hint}
    else:
        return
    sheet.data_validation(1, index, LAST_ROW, index, rule)
