"""``manage.py rotate_keys``: personal data under the first key of FIELD_KEYS."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import crypto, keys


class Command(BaseCommand):
    help = "把个人信息改用 FIELD_KEYS 里的第一把密钥加密。可随时中断，再次运行会接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--digests",
            action="store_true",
            help="第二步：停用网页和后台后，用第一把密钥重做查找用的摘要",
        )

    def handle(self, *, digests: bool, **options: Any) -> None:
        if fault := keys.fault():
            raise CommandError(fault)
        try:
            work = keys.renew_digests if digests else keys.reencrypt
            rows = work(progress=self.stdout.write)
        except keys.KeysRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(self._next(rows, digests=digests))

    def _next(self, rows: int, *, digests: bool) -> str:
        first, *others = crypto.key_ids()
        if not others:
            return f"共 {rows} 条，只有密钥 {first}，没有要换下的。"
        if digests:
            return f"共 {rows} 条。请先把 FIELD_KEYS 改成只留密钥 {first}，再启动网页和后台。"
        return f"共 {rows} 条。下一步：停用网页和后台，运行 rotate_keys --digests。"
