"""``manage.py compliance --unit CODE --month 2026-09 [--json]``: who owes which meetings."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from branches.models import Branch, Unit
from branches.periods import Period, PeriodRefused
from meetings.choices import MeetingKind
from reports.compliance import Compliance, compliance_of
from reports.wording import sentence


class Command(BaseCommand):
    help = "各支部应开、已录入和逾期的组织生活。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE", help="单位代码")
        parser.add_argument("--month", required=True, help="2026-09，也可以是 2026Q3 或 2026")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *, unit: str, month: str, **options: Any) -> None:
        try:
            period = Period.parse(month)
        except PeriodRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        place = Unit.objects.filter(code=unit).first()
        if place is None:
            raise CommandError(f"没有代码为“{unit}”的单位。")
        board = compliance_of(
            Branch.objects.under(place), period=period, today=timezone.localdate()
        )
        if options["json"]:
            self.stdout.write(json.dumps(as_data(board, place), ensure_ascii=False, indent=1))
        else:
            self._print(board)

    def _print(self, board: Compliance) -> None:
        self.stdout.write(sentence(board))
        for row in sorted(board.rows, key=lambda row: -row.late):
            for cell in row.cells:
                if cell.overdue and cell.falls_due:
                    kind = MeetingKind(cell.kind).label
                    self.stdout.write(f"{row.branch.name}　{kind}　{cell.reason}")


def as_data(board: Compliance, unit: Unit) -> dict[str, Any]:
    """The board for other programs: the sums, and every branch with its cells."""
    summary = board.summary
    return {
        "unit": unit.code,
        "period": str(board.period),
        "as_of": board.today.isoformat(),
        "owed": summary.owed,
        "entered": summary.entered,
        "overdue": summary.overdue,
        "explained": board.explained,
        "late_branches": summary.branches,
        "branches": [
            {
                "code": row.branch.code,
                "name": row.branch.name,
                "late": row.late,
                "cells": [
                    {
                        "kind": cell.kind,
                        "state": cell.state.value,
                        "held": cell.held,
                        "owed": cell.owed,
                        "shortfall": cell.shortfall,
                        "late": cell.late,
                        "falls_due": cell.falls_due,
                        "due_on": cell.due_on.isoformat() if cell.due_on else None,
                        "not_held": cell.kind in row.not_held,
                        "provision": cell.code,
                        "reason": cell.reason,
                    }
                    for cell in row.cells
                ],
            }
            for row in board.rows
        ],
    }
