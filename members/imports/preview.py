"""The plan as a screen shows it: the sheet as it is, with what will happen to each cell.

Numbers are masked and columns that are not imported are left out, since this is kept for a while.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from branches.choices import BranchKind
from members.imports.placing import suggested
from members.imports.plan import Action, Founding, Plan, PlannedRow
from members.sheets import NAMES, Column, Finding, Severity
from members.sheets.cells import letters, text_of
from members.sheets.writing import write_roster

SECRET = frozenset({Column.ID_NUMBER, Column.PHONE})
TAIL = 4
NOTHING_TYPED: Mapping[str, str] = MappingProxyType({})
TABS = (
    ("all", "全部"),
    ("new", "新增"),
    ("changed", "变更"),
    ("unchanged", "无变化"),
    ("warning", "请核对"),
    ("refused", "不能导入"),
)

# A cell that has nothing to say is its text; others are [text, state, reason, old, address].
Cell = str | list[str]


def packed(plan: Plan) -> bytes:
    """``shown_rows`` and what else the page says about the sheet, compressed."""
    columns = _columns(plan)
    shown = {
        "columns": [[letters(index), column.label] for column, index in columns],
        "rows": _rows(plan, columns),
        "ignored": list(plan.roster.ignored_columns),
        "skipped": [[each.number, each.text] for each in plan.roster.skipped],
        "header": [each.reason for each in plan.findings if each.row < plan.roster.layout.body],
        "units": list(plan.unknown_units),
        "branches": list(plan.unknown_branches),
        "new_units": [
            [unit.name, unit.above.short_name or unit.above.name]
            for unit in plan.new_units
            if unit.above
        ],
        "foundings": [_founding(new) for new in plan.foundings],
        "groups": [group.name for group in plan.places.new_groups.values()],
    }
    return zlib.compress(json.dumps(shown, ensure_ascii=False).encode(), level=1)


def _founding(new: Founding) -> dict[str, Any]:
    """A branch to be founded, as the page tells it."""
    return {
        "name": new.branch.name,
        "kind": new.kind.label,
        "home": new.home.short_name or new.home.name,
        "covers": [unit.short_name or unit.name for unit in new.covers],
        "full": new.heads.full,
        "probationary": new.heads.probationary,
        "task": new.branch.task if new.kind == BranchKind.TEMPORARY else "",
        "findings": [
            {
                "text": found.text,
                "grave": found.grave,
                "citation": found.provision.citation if found.provision else "",
                "url": found.provision.get_absolute_url() if found.provision else "",
            }
            for found in new.findings
        ],
    }


def masked(text: str) -> str:
    """Only the last four characters of a number."""
    return "*" * max(0, len(text) - TAIL) + text[-TAIL:]


def _columns(plan: Plan) -> list[tuple[Column, int]]:
    return sorted(plan.roster.layout.columns.items(), key=lambda item: item[1])


def _rows(plan: Plan, columns: list[tuple[Column, int]]) -> list[list[Any]]:
    """[number, state, whether it carries a warning, cells] of each person."""
    by_row: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in plan.findings:
        by_row[finding.row].append(finding)
    warned = plan.warned_rows
    return [
        [
            row.person.row + 1,
            row.action.value,
            row.person.row in warned,
            _cells(plan, row, by_row.get(row.person.row, []), columns),
        ]
        for row in plan.rows
    ]


def _cells(
    plan: Plan, row: PlannedRow, findings: list[Finding], columns: list[tuple[Column, int]]
) -> list[Cell]:
    raw = plan.roster.rows[row.person.row]
    cells: list[Cell] = [
        masked(text_of(raw[index])) if column in SECRET else text_of(raw[index])
        for column, index in columns
    ]
    if not findings and not row.changes:
        return cells
    places = {column: place for place, (column, _) in enumerate(columns)}
    for change in row.changes:
        place = places.get(change.column, places[Column.NAME])
        cells[place] = _said(cells[place], "changed", "", change.before or "空")
    for finding in findings:
        place = places.get(finding.column or Column.NAME, 0)
        told = _said(cells[place], finding.severity.value, finding.reason, "")
        cells[place] = [*told[:4], finding.address]
    return cells


def _said(cell: Cell, state: str, reason: str, old: str) -> list[str]:
    """The cell with one thing more to say; the worse state wins."""
    text, before, reasons, olds, address = [cell, "", "", "", ""] if isinstance(cell, str) else cell
    worse = Severity.REFUSED.value if Severity.REFUSED.value in (before, state) else state
    return [text, worse, "；".join(filter(None, (reasons, reason))), olds or old, address]


class ShownCell(NamedTuple):
    """A cell of the preview; with an ``address`` it can be set right in its place."""

    text: str
    state: str = ""
    reason: str = ""
    old: str = ""
    address: str = ""
    typed: str = ""  # what the uploader wrote over it before

    @property
    def draft(self) -> str:
        """What stands in the field when it is set right: what was typed there before, in full; of
        the file's own text no masked number, that is typed anew."""
        return self.typed or ("" if self.text.startswith("*") else self.text)

    @property
    def suggestion(self) -> str:
        """The name that was probably meant."""
        return suggested(self.reason)


class ShownRow(NamedTuple):
    number: int
    state: str
    cells: list[ShownCell]

    @property
    def doubtful(self) -> bool:
        """Whether something in it can be set right."""
        return any(cell.address for cell in self.cells)


def shown_rows(
    rows: Iterable[list[Any]], typed: Mapping[str, str] = NOTHING_TYPED
) -> list[ShownRow]:
    """Packed rows as a template takes them; ``typed`` is what was written over cells."""
    return [
        ShownRow(number, state, [_shown(cell, typed) for cell in cells])
        for number, state, _, cells in rows
    ]


def _shown(cell: Cell, typed: Mapping[str, str]) -> ShownCell:
    if isinstance(cell, str):
        return ShownCell(cell)
    text, state, reason, old, address = cell
    return ShownCell(text, state, reason, old, address, typed.get(address, ""))


def tab_of(
    rows: list[list[Any]], asked: str
) -> tuple[list[tuple[str, str, bool, int]], list[list[Any]]]:
    """The tabs (label, address, active, count) and the rows of the one that was asked for.

    Unasked, what is wrong comes first, then what is doubtful, then everything.
    """
    by_tab: dict[str, list[list[Any]]] = {key: [] for key, _ in TABS}
    for row in rows:
        _, state, warned, _ = row
        by_tab["all"].append(row)
        by_tab[state].append(row)
        if warned:
            by_tab["warning"].append(row)
    usual = next((key for key in ("refused", "warning") if by_tab[key]), "all")
    active = asked if asked in by_tab else usual
    tabs = [(label, f"?show={key}", key == active, len(by_tab[key])) for key, label in TABS]
    return tabs, by_tab[active]


def refused_sheet(plan: Plan) -> bytes:
    """The refused rows in the layout of our template, with their reasons; to be corrected and
    imported again."""
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for finding in plan.findings:
        if finding.severity is Severity.REFUSED:
            reasons[finding.row].append(f"{finding.address} {finding.reason}")
    columns = plan.roster.layout.columns
    return write_roster(
        (
            [
                *(text_of(raw[columns[column]]) if column in columns else "" for column in NAMES),
                "；".join(reasons[row.person.row]),
            ]
            for row in plan.rows_with(Action.REFUSED)
            for raw in (plan.roster.rows[row.person.row],)
        ),
        reasons=True,
    )
