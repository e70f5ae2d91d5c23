"""``manage.py found_unit``: a unit from the command line, above all the first one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches.choices import UnitKind
from branches.models import Unit
from branches.services import units


class Command(BaseCommand):
    help = "设立单位；第一次使用时先用它设立本支队或总队"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="代码，全系统唯一")
        parser.add_argument("name", help="全称")
        parser.add_argument("--short-name", default="", help="简称")
        parser.add_argument("--kind", choices=UnitKind.values, default=UnitKind.DETACHMENT.value)
        parser.add_argument("--under", help="上级单位的代码；不写则没有上级")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = None
        if options["under"]:
            parent = Unit.objects.filter(code=options["under"]).first()
            if parent is None:
                raise CommandError(f"没有代码为“{options['under']}”的单位。")
        try:
            unit = units.found_unit(
                parent=parent,
                code=options["code"],
                name=options["name"],
                short_name=options["short_name"],
                kind=UnitKind(options["kind"]),
            )
        except units.UnitRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已设立{unit}（{unit.code}）。")
