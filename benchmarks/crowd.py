"""Proof that no answer is lost: 2,000 sheets by real requests from many clients at once.

python -m benchmarks.crowd [--answers 2000] [--clients 48]

Starts PostgreSQL and the application server, hands in every sheet by its own code over HTTP (every
tenth one twice, at the same moment), ends the survey, and counts the answers a second time, from
what the clients sent. Exits with 1 and says what differs unless every figure is the same.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from typing import Any

from benchmarks.servers import postgres, web

VAR = Path("var/crowd")


def main() -> None:
    asked = _arguments()
    with postgres(None) as database:
        environment = os.environ | {
            "DATABASE_URL": database.url,
            "EMBEDDED": "1",
            "DEBUG": "0",
            "HTTPS": "0",
            "VAR_DIR": str(VAR.resolve()),
            "STATIC_ROOT": str((VAR / "static").resolve()),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        os.environ.update(environment)
        # only now may Django be loaded: its settings are those of this run
        from benchmarks.run import fill  # noqa: PLC0415

        fill("station")
        with web(environment) as (base, _):
            wrong = Crowd(base, asked.answers, asked.clients).prove()
    print("\n".join(wrong) or "每一份都在，没有一份重复，每个数字都与独立计数一致。")
    sys.exit(bool(wrong))


class Crowd:
    """A survey and the people who answer it."""

    def __init__(self, base: str, answers: int, clients: int) -> None:
        from accounts.models import User  # noqa: PLC0415 - here and below: they need Django
        from benchmarks import surveying  # noqa: PLC0415

        self.base, self.answers, self.clients = base, answers, clients
        self.survey = surveying.running(User.objects.get(staff_number="office"))
        chance = Random(2000)
        codes = surveying.codes(self.survey, answers)
        self.sheets = [(code, surveying.filled(chance)) for code in codes]

    def prove(self) -> list[str]:
        """What differs, in sentences; nothing when all is well."""
        from django.utils import timezone  # noqa: PLC0415

        from surveys.services import sending  # noqa: PLC0415

        began = time.monotonic()
        told = self._hand_in()
        seconds = time.monotonic() - began
        each = f"{seconds:.1f} 秒，每秒 {told / seconds:.0f} 次"
        print(f"{self.clients} 个客户端，{told} 次请求，{each}")
        outcome = sending.end(survey=self.survey, now=timezone.now()).figures
        return [
            f"{what}：系统 {ours}，独立计数 {theirs}"
            for what, ours, theirs in self._compared(outcome)
            if ours != theirs
        ]

    def _hand_in(self) -> int:
        waiting: SimpleQueue[tuple[str, dict[str, Any]]] = SimpleQueue()
        number = 0
        for place, sheet in enumerate(self.sheets):
            for _ in range(2 if place % 10 == 0 else 1):
                waiting.put(sheet)
                number += 1
        with ThreadPoolExecutor(self.clients) as pool:
            taken = sum(pool.map(self._client, [waiting] * self.clients))
        if taken != number:
            sys.exit(f"{number - taken} 次请求没有得到“已交卷”")
        return number

    def _client(self, waiting: SimpleQueue[tuple[str, dict[str, Any]]]) -> int:
        from surveys.tests.phone import Phone  # noqa: PLC0415

        taken = 0
        with closing(Phone(f"{self.base}/surveys/code/")) as phone, suppress(Empty):
            while True:
                code, fields = waiting.get_nowait()
                page = phone.hand_in(code, fields)
                taken += "已交卷" in page or "已经交过" in page
        return taken

    def _compared(self, outcome: dict[str, Any]) -> list[tuple[str, Any, Any]]:
        sent = [fields for _, fields in self.sheets]
        found: list[tuple[str, Any, Any]] = [("份数", outcome["respondents"], self.answers)]
        for place, item in enumerate(outcome["items"]):
            name = f"q{place}"
            if "texts" in item:
                written = sorted(fields[name] for fields in sent if fields[name])
                found.append((f"第 {place + 1} 题文字", sorted(item["texts"]), written))
            for row, line in enumerate(item.get("rows", ())):
                expected = _counted(fields[f"{name}_{row}"] for fields in sent)
                found.append((f"第 {place + 1} 题第 {row + 1} 行", _cells(line), expected))
            if "cells" in item:
                expected = _counted(one for fields in sent for one in _several(fields[name]))
                found.append((f"第 {place + 1} 题", _cells(item), expected))
        return found


def _cells(told: dict[str, Any]) -> list[int]:
    return [cell["count"] for cell in told["cells"]]


def _counted(values: Any) -> list[int]:
    counted = Counter(values)
    return [counted[option] for option in range(5)]


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.crowd")
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=48)
    return parser.parse_args()


if __name__ == "__main__":
    main()
