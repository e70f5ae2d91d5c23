"""A sheet against what is on file: what it would enter, change, or must be refused.

Nothing is written here. People are found by ID number or staff number among those that whoever
imports may write about; an entry is found by what makes it the same, and never entered twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts import crypto
from accounts.models import User
from branches.models import Branch
from members import development
from members.choices import CaseState
from members.models import DevelopmentCase, DevelopmentStep, Member
from members.portions import in_portions
from members.registers.columns import cell_of
from members.registers.nouns import DEVELOPMENT, Noun
from members.registers.reading import Finding, Line, Sheet
from members.sheets.cells import text_of

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
SECRET = ("id_number",)
TAIL = 4
Key = tuple[Any, ...]


@dataclass
class Planned:
    """One row: what will be done with it. ``before`` holds what differs on file, as text."""

    line: Line
    action: str = NEW
    member: Member | None = None
    branch: Branch | None = None
    values: dict[str, Any] = field(default_factory=dict)
    entry: Any = None
    before: dict[str, str] = field(default_factory=dict)


@dataclass
class Plan:
    sheet: Sheet
    rows: list[Planned]

    @property
    def counts(self) -> dict[str, int]:
        found = dict.fromkeys((NEW, CHANGED, UNCHANGED, REFUSED), 0)
        for row in self.rows:
            found[row.action] += 1
        return found | {"rows": len(self.rows)}

    @property
    def fingerprint(self) -> str:
        """Names what would be written; another plan has another one."""
        told = [
            (r.action, r.entry and r.entry.pk, r.member and r.member.pk, r.branch and r.branch.pk,
             sorted((name, str(value)) for name, value in r.values.items()),
             sorted(r.before.items()))
            for r in self.rows
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()

    def of(self, *actions: str) -> Iterable[Planned]:
        return (row for row in self.rows if row.action in actions)


def plan_register(sheet: Sheet, user: User) -> Plan:
    """Compare with what is on file. A handful of queries, whatever the number of rows."""
    people = _People(sheet, user)
    kinds = _kinds(sheet.noun)
    rows = [_resolve(sheet, line, people, kinds) for line in sheet.lines]
    on_file = _OnFile(sheet.noun, rows)
    seen: dict[Key, int] = {}
    for row in rows:
        key = _key(sheet.noun, row)
        if key in seen and key is not None:
            sheet.refuse(row.line.row, "name", f"与第 {seen[key] + 1} 行重复，请留下一行")
        elif key is not None:
            seen[key] = row.line.row
            on_file.compare(row)
    refused = {finding.row for finding in sheet.findings}
    for row in rows:
        if row.line.row in refused:
            row.action = REFUSED
    return Plan(sheet, rows)


def _resolve(sheet: Sheet, line: Line, people: _People, kinds: dict[str, Any]) -> Planned:
    """Who and of what kind. What cannot be found is refused at its cell."""
    row = Planned(line, values=dict(line.values))
    if line.branch and not (line.staff_number or line.id_number):
        row.branch = people.branch(line)
    else:
        row.member = people.member(line)
    if sheet.noun.kinds and "kind" in row.values:
        kind = kinds.get(row.values["kind"])
        if kind is None:
            known = "、".join(list(kinds)[:12])
            reason = f"没有「{row.values['kind']}」这一种；现有：{known}等，可以先在种类里添加"
            sheet.refuse(line.row, "kind", reason)
        elif getattr(kind, "target", "both") not in ("both", "branch" if row.branch else "person"):
            sheet.refuse(line.row, "kind", f"“{kind}”只授予{kind.get_target_display()}")
        row.values["kind"] = kind
    return row


def _kinds(noun: Noun) -> dict[str, Any]:
    return {kind.name: kind for kind in noun.kinds.objects.in_use()} if noun.kinds else {}


class _People:
    """Whom the rows may mean: those that the user may write about, and who stands elsewhere."""

    def __init__(self, sheet: Sheet, user: User) -> None:
        self.sheet = sheet
        digests = {line.id_number: crypto.digest(line.id_number) for line in sheet.lines}
        self.digests = {number: digest for number, digest in digests.items() if number}
        self.by_digest = self._found("id_digest", self.digests.values())
        numbers = {line.staff_number for line in sheet.lines if line.staff_number}
        self.by_number = self._found("staff_number", numbers)
        known = {m.pk for m in (*self.by_digest.values(), *self.by_number.values())}
        self.mine = {
            pk
            for some in in_portions(sorted(known))
            for pk in Member.objects.manageable_by(user)
            .filter(pk__in=some)
            .order_by()
            .values_list("pk", flat=True)
        }
        names = {line.branch for line in sheet.lines if line.branch}
        written = Branch.objects.manageable_by(user) | Branch.objects.arrangeable_by(user)
        self.branches = {branch.name: branch for branch in written.filter(name__in=names)}

    @staticmethod
    def _found(name: str, values: Iterable[str]) -> dict[str, Member]:
        return {
            getattr(member, name): member
            for some in in_portions(sorted(values))
            for member in Member.objects.filter(**{f"{name}__in": some})
            .select_related("unit")
            .defer("id_number", "phone")
        }

    def member(self, line: Line) -> Member | None:
        by_id = self.by_digest.get(self.digests.get(line.id_number, ""))
        by_number = self.by_number.get(line.staff_number)
        found = by_id or by_number
        column = "id_number" if line.id_number else "staff_number"
        if by_id and by_number and by_id.pk != by_number.pk:
            reason = "身份证号和工号在册是两个人，请核对"
        elif found is None and not (line.id_number or line.staff_number):
            return None  # said already
        elif found is None:
            reason = "名册里没有这个人，请先登记人员"
        elif found.pk not in self.mine:
            reason = "这个人不在您管理的范围内"
        elif line.name and line.name != found.name:
            column, reason = "name", f"与在册的姓名「{found.name}」不一致，请核对"
        else:
            return found
        self.sheet.refuse(line.row, column, reason)
        return None

    def branch(self, line: Line) -> Branch | None:
        found = self.branches.get(line.branch)
        if found is None:
            self.sheet.refuse(line.row, "branch", "没有这个党组织，或不在您管理的范围内")
        return found


def _key(noun: Noun, row: Planned) -> Key | None:
    """What makes two rows the same entry; None when the row does not say enough."""
    if row.member is None and row.branch is None:
        return None
    about = (row.member and row.member.pk, row.branch and row.branch.pk)
    values = [row.values.get(name, "") for name in noun.same_by]
    if noun.kinds and row.values.get("kind") is None:
        return None
    return (*about, *(getattr(value, "pk", value) for value in values))


class _OnFile:
    """The entries on file about these people and branches. One or two queries."""

    def __init__(self, noun: Noun, rows: list[Planned]) -> None:
        self.noun = noun
        members = {row.member.pk for row in rows if row.member}
        branches = {row.branch.pk for row in rows if row.branch}
        if noun is DEVELOPMENT:
            self.steps = _steps_of(members)
        self.entries = {self._key_of(entry): entry for entry in self._entries(members, branches)}

    def compare(self, row: Planned) -> None:
        """Note on ``row`` whether it is new, and which cells differ from what is on file."""
        key = _key(self.noun, row)
        entry = self.entries.get(key) if key is not None else None
        if entry is None:
            return
        row.entry = entry
        for column in self.noun.columns:
            if column.name in row.values:
                before = self._value(entry, column.name)
                if before != row.values[column.name]:
                    row.before[column.name] = cell_of(column, before)
        row.action = CHANGED if row.before else UNCHANGED

    def _entries(self, members: set[int], branches: set[int]) -> Iterable[Any]:
        manager = self.noun.model._default_manager
        rows: QuerySet[Any] = (
            DevelopmentCase.objects.open()
            if self.noun is DEVELOPMENT
            else manager.select_related("kind")
        )
        for some in in_portions(sorted(members)):
            yield from rows.filter(member__in=some)
        if branches:
            yield from manager.select_related("kind").filter(branch__in=branches)

    def _key_of(self, entry: Any) -> Key:
        values = [getattr(entry, name) for name in self.noun.same_by]
        about = (entry.member_id, getattr(entry, "branch_id", None))
        return (*about, *(getattr(value, "pk", value) for value in values))

    def _value(self, entry: Any, name: str) -> Any:
        if self.noun is DEVELOPMENT:
            return self.steps.get(entry.pk, {}).get(name)
        return getattr(entry, name)


def _steps_of(members: set[int]) -> dict[int, dict[str, date]]:
    found: dict[int, dict[str, date]] = {}
    for some in in_portions(sorted(members)):
        rows = DevelopmentStep.objects.filter(
            case__member__in=some, case__state=CaseState.OPEN, code__in=list(development.BY_CODE)
        )
        for case, code, day in rows.values_list("case_id", "code", "done_on"):
            found.setdefault(case, {})[code] = day
    return found


# The preview


def shown(plan: Plan) -> dict[str, Any]:
    """What the page shows, as it is kept: numbers masked, cells with what is said about them."""
    by_row: dict[int, list[Finding]] = {}
    for finding in plan.sheet.findings:
        by_row.setdefault(finding.row, []).append(finding)
    return {
        "columns": [[letter, label] for letter, label, _ in plan.sheet.columns],
        "ignored": plan.sheet.ignored,
        "rows": [
            [row.line.row + 1, row.action, False, _cells(plan, row, by_row.get(row.line.row, []))]
            for row in plan.rows
        ],
    }


def _cells(plan: Plan, row: Planned, findings: list[Finding]) -> list[Any]:
    cells: list[Any] = []
    first = min(plan.sheet.places.values())
    for _, _, name in plan.sheet.columns:
        place = plan.sheet.places[name]
        text = text_of(plan.sheet.raw[row.line.row][place])
        if name in SECRET:
            text = "*" * max(0, len(text) - TAIL) + text[-TAIL:]
        reasons = [
            finding
            for finding in findings
            if finding.column == name
            or (finding.column not in plan.sheet.places and place == first)
        ]
        if reasons:
            said = "；".join(f"{one.address} {one.reason}" for one in reasons)
            cells.append([text, REFUSED, said, "", ""])
        elif name in row.before:
            cells.append([text, CHANGED, "", row.before[name] or "空", ""])
        else:
            cells.append(text)
    return cells
