"""``manage.py backup DIR``: database and files, whole and verified, or nothing."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backups import services
from backups.errors import BackupRefused


class Command(BaseCommand):
    help = "备份数据库和上传的文件到 DIR 下的一个新文件夹；设了 BACKUP_PASSPHRASE 就加密。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dir", type=Path, help="放备份的文件夹")

    def handle(self, *args: Any, dir: Path, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing half is left
        try:
            backup = services.back_up(folder=dir.resolve(), now=timezone.now())
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"已备份并校验：{backup.place}（{backup.files} 个文件，{backup.size / 1e6:.1f} MB，"
            f"{'已加密' if backup.sealed else '未加密'}）。密钥 FIELD_KEYS 不在备份里，请另行保管。"
        )
