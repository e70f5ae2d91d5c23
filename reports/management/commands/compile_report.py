"""``manage.py compile_report KIND --unit CODE --period 2026Q3 --out FILE``."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from branches.models import Unit
from branches.periods import Period, PeriodRefused
from reports import jobs
from reports.choices import ReportKind
from reports.models import Report
from reports.refusals import ReportRefused
from reports.services import reports

KINDS = "、".join(f"{kind.value}（{kind.label}）" for kind in ReportKind)


class Command(BaseCommand):
    help = f"编制报表并存成文件。文种：{KINDS}。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=KINDS)
        parser.add_argument("--unit", required=True, metavar="CODE", help="单位代码")
        parser.add_argument("--period", required=True, help="2026-09、2026Q3 或 2026")
        parser.add_argument(
            "--out", required=True, type=Path, metavar="FILE",
            help="存成的文件：.docx 为 Word，.xlsx 为 Excel 和名单，.json 为数字",
        )  # fmt: skip
        parser.add_argument(
            "--as-of", metavar="TIME", help="截至时间，如 2026-10-01T08:00；不写为现在"
        )

    def handle(self, *, kind: str, unit: str, period: str, out: Path, **options: Any) -> None:
        _refuse_unwritable(out)
        try:
            report = reports.order_report(
                kind=_kind(kind),
                unit=_unit(unit),
                period=Period.parse(period),
                as_of=_moment(options["as_of"]),
                by=None,
                hand_over=False,
            )
        except (PeriodRefused, ReportRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        jobs.work_on(pk=report.pk)
        report.refresh_from_db()
        if not report.is_done:
            raise CommandError(report.refusal or "这份报表正由别处编制，请稍后再试。")
        _write(out, _content(report, out.suffix.lower()))
        self.stdout.write(f"{report}，截至 {timezone.localtime(report.as_of):%Y-%m-%d %H:%M:%S}")


def _refuse_unwritable(out: Path) -> None:
    if out.suffix.lower() not in (".docx", ".xlsx", ".json"):
        raise CommandError("文件名请以 .docx、.xlsx 或 .json 结尾。")
    if not out.absolute().parent.is_dir() or not os.access(out.absolute().parent, os.W_OK):
        raise CommandError(f"不能写入文件夹“{out.absolute().parent}”。")


def _kind(written: str) -> ReportKind:
    if written not in ReportKind.values:
        raise ReportRefused(f"没有“{written}”这种报表，可选：{KINDS}。")
    return ReportKind(written)


def _unit(code: str) -> Unit:
    place = Unit.objects.filter(code=code).first()
    if place is None:
        raise ReportRefused(f"没有代码为“{code}”的单位。")
    return place


def _moment(written: str | None) -> datetime:
    """Local time unless it says otherwise."""
    if not written:
        return timezone.now()
    try:
        moment = parse_datetime(written)
    except ValueError:
        moment = None
    if moment is None:
        raise ReportRefused(f"“{written}”不是时间，请写成 2026-10-01T08:00。")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _content(report: Report, suffix: str) -> bytes:
    if suffix == ".json":
        return report.figures.encode()
    with (report.document if suffix == ".docx" else report.workbook).open("rb") as file:
        return bytes(file.read())


def _write(out: Path, content: bytes) -> None:
    """All of it or nothing: beside the file first, then in its place."""
    with tempfile.NamedTemporaryFile(dir=out.absolute().parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(out)
