"""``manage.py restore DIR``: a backup into an empty place; all of it, or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import keys
from backups import restoring, services
from backups.errors import BackupRefused


class Command(BaseCommand):
    help = "恢复 DIR 这份备份（或 DIR 里最新的一份）。先停用网页和后台。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="一份备份，或放备份的文件夹")
        parser.add_argument("--replace", action="store_true", help="换掉现有的全部内容")
        parser.add_argument(
            "--without-keys", action="store_true", help="没有个人信息的密钥也恢复（永远读不出来）"
        )

    def handle(self, *args: Any, dir: Path, **options: Any) -> None:
        try:
            place = restoring.newest(dir.resolve())
            manifest = restoring.restore(
                folder=place,
                passphrase=settings.BACKUP_PASSPHRASE,
                replace=options["replace"],
                without_keys=options["without_keys"],
            )
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已恢复 {place}（{len(manifest.files)} 个文件，均已校验）。")
        if restoring.is_behind():
            self.stdout.write("备份比程序旧：请运行 manage.py migrate，再启动网页和后台。")
            return
        services.note_restored(place=place, manifest=manifest)
        if fault := keys.fault():
            self.stderr.write(fault)
