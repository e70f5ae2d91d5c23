"""Bringing a roster in: plan it, then carry the plan out at once or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import User
from members.imports.plan import Plan
from members.imports.planner import plan_import
from members.imports.writing import PlanOutdated, Written, write_plan
from members.reach import Reach
from members.sheets import read_roster, read_workbook

OUTDATED = "核对之后有人改动了名册，请重新核对后再导入。"


class RosterRefused(Exception):
    """The roster cannot be imported; the message is fit for the screen."""


def plan_roster(
    *,
    data: bytes,
    reach: Reach,
    today: date,
    sheet: str = "",
    create_missing: bool = False,
    fixes: Mapping[str, str] | None = None,
) -> Plan:
    """What importing the file would do. ``SheetRefused`` when it cannot be read as a roster."""
    roster = read_roster(read_workbook(data).pick(sheet), today=today, fixes=fixes)
    return plan_import(roster=roster, reach=reach, today=today, create_missing=create_missing)


def carry_out(
    *,
    plan: Plan,
    reach: Reach,
    since: date,
    user: User | None,
    source: str,
    all_or_nothing: bool,
) -> Written:
    """Write the plan in one transaction; refused rows are left out unless ``all_or_nothing``."""
    if all_or_nothing and plan.counts["refused"]:
        raise RosterRefused(f"有 {plan.counts['refused']} 行不能导入，按要求全部没有导入。")
    try:
        with transaction.atomic():
            return write_plan(
                plan=plan, reach=reach, since=since, user=user, reason=f"导入名册：{source}"
            )
    except (PlanOutdated, IntegrityError) as fault:
        raise RosterRefused(OUTDATED) from fault
