"""``manage.py settle 2026Q3 --unit CODE``: count the quarter of all branches of a unit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessment.refusals import SettlementRefused
from assessment.services.unit_settling import settle_unit
from branches.models import Unit


class Command(BaseCommand):
    help = "结算一个单位所有党支部的季度积分（到“已计算”为止；公示、确认、锁定由人决定）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quarter", help="季度，如 2026Q3")
        parser.add_argument("--unit", required=True, help="单位代码")

    def handle(self, *, quarter: str, unit: str, **options: Any) -> None:
        place = Unit.objects.filter(code=unit).first()
        if place is None:
            raise CommandError(f"没有代码为 {unit} 的单位。")
        try:
            done = settle_unit(unit=place, quarter=quarter, by=None, now=timezone.now())
        except SettlementRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        state = "已计算" if done.closed else "季度未结束，积分已更新"
        self.stdout.write(
            f"{place} {quarter}：{done.branches} 个支部{state}，新增流水 {done.lines} 条；"
            f"{done.kept} 个支部已公示或锁定，保持不变。"
        )
