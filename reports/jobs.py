"""What a worker does with a report: count, write, keep. Safe to repeat, and to be killed in.

What must be done stands in the row. Whoever takes it up raises ``attempt`` and says every few
moments that he is alive; a report of which nothing was heard is taken up by the next sweep. A
worker that has been replaced, or whose report was cancelled, notices at its next step and stops.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.loading import when_used
from reports.choices import ReportKind, ReportState
from reports.documents import figures
from reports.documents.kinds import KINDS
from reports.models import Report
from reports.models.report import SILENT_AFTER
from reports.services import paragraphs
from reports.statistics import Place, Question

word = when_used("reports.documents.word")
workbook = when_used("reports.documents.workbook")
MOST_ATTEMPTS = 3
GIVEN_UP = "试了三次都没有编成，请重试；仍不行请联系系统管理员。"
COUNTED, WRITTEN = 70, 85  # percent of the way


class Stopped(Exception):
    """Cancelled, or taken over by another worker."""


def work_on(*, pk: int) -> None:
    """Compile the report if it waits for somebody; else nothing."""
    report = _take_up(pk, timezone.now())
    if report is None:
        return
    try:
        _compile(report)
    except Stopped:
        return


def left_behind(*, now: datetime) -> list[int]:
    """Reports whose message or worker was lost."""
    return list(Report.objects.left_behind(now).values_list("pk", flat=True))


@transaction.atomic
def _take_up(pk: int, now: datetime) -> Report | None:
    """The report, if it is for this worker: queued, or left by a dead one."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("unit")
    report = rows.filter(pk=pk).first()
    if report is None or not report.is_working:
        return None
    if report.state == ReportState.RUNNING and report.touched_at > now - SILENT_AFTER:
        return None
    if report.attempt >= MOST_ATTEMPTS:
        report.state, report.refusal, report.step = ReportState.FAILED, GIVEN_UP, ""
        report.save(update_fields=["state", "refusal", "step"])
        return None
    report.state, report.attempt = ReportState.RUNNING, report.attempt + 1
    report.progress, report.step, report.touched_at = 0, "", now
    report.save(update_fields=["state", "attempt", "progress", "step", "touched_at"])
    return report


def _compile(report: Report) -> None:
    question = Question(Place(report.unit), report.covers, report.as_of)
    counted = figures.read(_figures(report, question))
    texts = paragraphs.texts_of(unit=report.unit, kind=report.kind)
    _say(report, COUNTED, "排版")
    document = word.written(counted, texts)
    book = b""
    if not report.workbook:
        _say(report, WRITTEN, "写名单")
        book = workbook.written(counted, question, partial(_say, report, WRITTEN))
    _keep(report, document, book, texts)


def _figures(report: Report, question: Question) -> str:
    """Counted once; what has been kept is never counted again."""
    if report.figures:
        return report.figures
    kind = ReportKind(report.kind)
    codes = KINDS[kind].codes
    written = figures.count(question, kind, codes, _counting(report, len(codes)))
    _update(report, figures=written, digest=figures.digest(written))
    return written


def _counting(report: Report, steps: int) -> Callable[[str], None]:
    """Says after each statistic how far it is."""
    done = iter(range(steps + 1))

    def beat(step: str) -> None:
        _say(report, COUNTED * next(done) // max(steps, 1), step)

    return beat


def _say(report: Report, progress: int, step: str) -> None:
    _update(report, progress=progress, step=step[:40], touched_at=timezone.now())


def _update(report: Report, **values: object) -> None:
    """Write, if the report is still this worker's."""
    own = Report.objects.filter(pk=report.pk, attempt=report.attempt, state=ReportState.RUNNING)
    if not own.update(**values):
        raise Stopped


def _keep(report: Report, document: bytes, book: bytes, texts: dict[str, str]) -> None:
    """Files first, then the row that names them; files of who came too late go again."""
    names = {"document": _save(report, document, "docx")}
    if book:
        names["workbook"] = _save(report, book, "xlsx")
    now = timezone.now()
    try:
        _update(
            report, **names, state=ReportState.DONE, progress=100, step="", refusal="",
            texts=texts, finished_at=now, touched_at=now,
        )  # fmt: skip
    except Stopped:
        for name in names.values():
            default_storage.delete(name)
        raise
    if report.document.name:
        default_storage.delete(report.document.name)


def _save(report: Report, content: bytes, extension: str) -> str:
    folder = f"reports/{timezone.localdate(report.created_at):%Y/%m}"
    return default_storage.save(f"{folder}/{uuid4().hex}.{extension}", ContentFile(content))
