"""``manage.py demo``: a believable force to try the product on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from demo.build import PASSWORD, build
from demo.scales import SCALES

DEMO_ACCOUNTS = ("office", "brigade", "secretary", "member", "admin", "auditor")


class Command(BaseCommand):
    help = "生成演示数据：单位、党组织、人员、会议、积分"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=list(SCALES), default="detachment")
        parser.add_argument("--months", type=int, default=12, help="往前多少个月的会议")
        parser.add_argument("--seed", type=int, default=119)
        parser.add_argument("--if-empty", action="store_true", help="已有数据时什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if options["if_empty"]:
                self._say_accounts()
                return
            raise CommandError("数据库里已有账号。演示数据只能写入空库，请换一个数据库。")
        made = build(
            scale=options["scale"],
            months=options["months"],
            seed=options["seed"],
            today=timezone.localdate(),
            progress=lambda line: self.stdout.write(line),
        )
        self.stdout.write(self.style.SUCCESS(made.summary))
        self._say_accounts()

    def _say_accounts(self) -> None:
        """Who can log in, as far as the accounts come from demo data."""
        if User.objects.filter(staff_number__in=DEMO_ACCOUNTS).count() == len(DEMO_ACCOUNTS):
            self.stdout.write(f"演示账号：{' '.join(DEMO_ACCOUNTS)}，密码 {PASSWORD}")
