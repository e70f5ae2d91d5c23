"""Rosters to be planned, for tests: a blameless row in which one cell is spoilt."""

from __future__ import annotations

from members.identity import beside
from members.imports.plan import Plan
from members.reach import Reach
from members.services.rosters import plan_roster
from members.sheets import Severity
from members.tests.books import TODAY, book, id_number
from tests.factories import MemberFactory

HEADERS = ["姓名", "身份证号", "工号", "人员类别", "所在单位", "所在党支部", "党小组", "政治面貌"]
ID = id_number()


def someone(unit, *, number=ID, **details):
    """A person on file with an ID number."""
    values = {"name": "赵一鸣", "id_number": number, "staff_number": "F1"} | details
    return MemberFactory(unit=unit, **(values | beside(values)))


def row(**stated):
    """A blameless row for a new person; what is stated replaces or empties a cell."""
    usual = dict(
        zip(HEADERS, ["赵一鸣", ID, "F1", "消防员", "滨江站", "", "", "群众"], strict=True)
    )
    return list((usual | stated).values())


def plan(unit, *rows, headers=HEADERS, **options) -> Plan:
    reach = options.pop("reach", None) or Reach(unit)
    return plan_roster(data=book([headers, *rows]), reach=reach, today=TODAY, **options)


def told(planned, severity=Severity.REFUSED):
    return {each.address: each.reason for each in planned.findings if each.severity is severity}


def changes(planned):
    return [(each.column, each.before, each.after) for each in planned.rows[0].changes]
