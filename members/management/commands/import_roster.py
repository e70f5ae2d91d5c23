"""``manage.py import_roster FILE --unit CODE``: the import of the pages, from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from branches.models import Unit
from branches.setup import Finding
from members.imports.plan import Plan
from members.reach import Reach
from members.services import rosters
from members.sheets import Severity, SheetRefused


class Command(BaseCommand):
    help = "导入名册：新增、更新人员；不合格的行不导入，逐格说明原因。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="名册：.xlsx、.xls 或 .csv")
        parser.add_argument("--unit", required=True, help="名册所属单位的代码，范围含其下级")
        parser.add_argument("--sheet", default="", help="工作表名称（文件里有多张时）")
        parser.add_argument(
            "--since", type=date.fromisoformat, help="新的隶属关系从哪一天起（默认今天）"
        )
        parser.add_argument("--create-missing", action="store_true", help="新建没有的单位和党支部")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="有一行不合格就全部不导入"
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *, file: Path, unit: str, **options: Any) -> None:
        today = timezone.localdate()
        try:
            reach = Reach(_unit(unit))
            plan = rosters.plan_roster(
                data=_content(file),
                reach=reach,
                today=today,
                sheet=options["sheet"],
                create_missing=options["create_missing"],
            )
            if not options["dry_run"]:
                rosters.carry_out(
                    plan=plan,
                    reach=reach,
                    since=options["since"] or today,
                    user=None,
                    source=file.name,
                    all_or_nothing=options["all_or_nothing"],
                )
        except (SheetRefused, rosters.RosterRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_as_json(plan) if options["json"] else _as_text(plan))


def _unit(code: str) -> Unit:
    try:
        return Unit.objects.get(code=code)
    except Unit.DoesNotExist as missing:
        raise CommandError(f"没有代码为 {code} 的单位。") from missing


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise CommandError(f"读不到文件 {file}：{fault.strerror}。") from fault


def _as_json(plan: Plan) -> str:
    counts = plan.counts
    result = {
        "rows": counts["rows"],
        "new": counts["new"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "refused": _cells(plan, Severity.REFUSED),
        "warnings": _cells(plan, Severity.WARNING),
        "ignored_columns": list(plan.roster.ignored_columns),
        "new_units": list(plan.unknown_units),
        "new_branches": list(plan.unknown_branches),
        "founded": [
            {
                "branch": new.branch.name,
                "kind": new.kind.label,
                "unit": new.home.name,
                "covers": [unit.name for unit in new.covers],
                "advice": [_advice(found) for found in new.findings],
            }
            for new in plan.foundings
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def _advice(found: Finding) -> str:
    return f"{found.text}（{found.provision.citation}）" if found.provision else found.text


def _cells(plan: Plan, severity: Severity) -> list[dict[str, str]]:
    return [
        {"cell": each.address, "reason": each.reason}
        for each in plan.findings
        if each.severity is severity
    ]


def _as_text(plan: Plan) -> str:
    counts = plan.counts
    lines = [
        f"共 {counts['rows']} 行：新增 {counts['new']}，变更 {counts['changed']}，"
        f"无变化 {counts['unchanged']}，拒绝 {counts['refused']}，有提醒 {counts['warning']}。"
    ]
    for title, names in (
        ("没有导入的列", plan.roster.ignored_columns),
        ("系统里没有的单位", plan.unknown_units),
        ("系统里没有的党支部", plan.unknown_branches),
    ):
        if names:
            lines.append(f"{title}：{'、'.join(names)}")
    for new in plan.foundings:
        lines.append(f"新建{new.kind.label}：{new.branch.name}，设在{new.home.name}")
        lines += [f"　　{_advice(found)}" for found in new.findings]
    for title, severity in (("拒绝", Severity.REFUSED), ("提醒", Severity.WARNING)):
        lines += [f"{title} {each['cell']}　{each['reason']}" for each in _cells(plan, severity)]
    return "\n".join(lines)
