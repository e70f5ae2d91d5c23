"""``manage.py appoint``: the first administrator, auditor and political office."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import AccountRefused, create_account
from branches.choices import GIVEN_BY_ADMINISTRATOR, Role
from branches.services.appointments import AppointmentRefused, appoint_to_system


class Command(BaseCommand):
    help = "任命系统管理员、审计员或单位的政治处；账号不存在时一并建立"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number", help="工号")
        parser.add_argument("role", choices=[role.value for role in GIVEN_BY_ADMINISTRATOR])
        parser.add_argument("--unit", default="", help="单位代码，任命政治处时填写")
        parser.add_argument("--name", default="", help="姓名，账号不存在时填写")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._appoint(options)
        except (AccountRefused, AppointmentRefused) as refusal:
            raise CommandError(str(refusal)) from refusal

    @transaction.atomic
    def _appoint(self, options: dict[str, Any]) -> None:
        number = options["staff_number"]
        password = ""
        if not User.objects.filter(staff_number=number).exists():
            if not options["name"]:
                raise CommandError(f"没有工号为 {number} 的账号；要新建，请用 --name 写明姓名。")
            _, password = create_account(staff_number=number, name=options["name"])
        post = appoint_to_system(
            staff_number=number,
            role=Role(options["role"]),
            unit_code=options["unit"],
            since=timezone.localdate(),
            by=None,
        )
        self.stdout.write(f"{post.user}自今天起任{post.unit or ''}{post.role_label}。")
        if password:
            self.stdout.write(f"初始密码 {password}，只显示这一次，首次登录须修改。")
