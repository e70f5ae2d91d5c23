"""Compiled documents on their way: order, cancel, try again, lay out anew."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from branches.models import Branch, Unit
from branches.periods import Grain, Period
from reports import tasks
from reports.choices import ReportKind, ReportState
from reports.documents.kinds import KINDS
from reports.models import Report
from reports.models.report import ReportQuerySet
from reports.refusals import ReportRefused

log = structlog.get_logger(__name__)
EXAMPLES = {Grain.MONTH: "2026-09", Grain.QUARTER: "2026Q3", Grain.YEAR: "2026"}


@transaction.atomic
def order_report(
    *,
    kind: ReportKind,
    unit: Unit,
    period: Period,
    as_of: datetime,
    by: User | None,
    token: UUID | None = None,
    hand_over: bool = True,
) -> Report:
    """A report that a worker compiles. The same one ordered again, or a form sent twice, is the
    report that is there already.

    Refused: a period that the kind does not know, one that has not begun, a moment yet to come, a
    unit without Party organisations.
    """
    as_of = as_of.replace(microsecond=0)
    _refuse(kind, unit, period, as_of)
    known = Report.objects.filter(token=token).first() if token else None
    if known is not None:
        return known
    made = {"created_by": by} | ({"token": token} if token else {})
    report, new = Report.objects.get_or_create(
        kind=kind, unit=unit, period=str(period), as_of=as_of, defaults=made
    )
    if new and hand_over:
        _hand_over(report)
    return report


def like(*, kind: ReportKind, unit: Unit, period: Period, reports: ReportQuerySet) -> Report | None:
    """The last of these that says the same, or is about to: same kind, unit and period."""
    given_up = [ReportState.FAILED, ReportState.CANCELLED]
    same = reports.filter(kind=kind, unit=unit, period=str(period)).exclude(state__in=given_up)
    return same.light().first()


def _refuse(kind: ReportKind, unit: Unit, period: Period, as_of: datetime) -> None:
    grains = KINDS[kind].grains
    if period.grain not in grains:
        lengths = "、".join(grain.label for grain in grains)
        raise ReportRefused(
            f"{kind.label}按{lengths}编制（如 {EXAMPLES[grains[0]]}），不能用{period.label}。"
        )
    day = timezone.localdate(as_of)
    if period.begins > day:
        raise ReportRefused(f"到截至时间，{period.label}还没有开始。")
    if as_of > timezone.now():
        raise ReportRefused("截至时间还没有到。")
    if not Branch.objects.under(unit).existing_on(min(day, period.ends)).exists():
        raise ReportRefused(f"{unit}在{period.label}没有党组织，没有可以编制的内容。")


@transaction.atomic
def cancel(*, report: Report) -> None:
    """Stop it. The worker notices at its next step; nothing half done is left."""
    stopped = Report.objects.filter(
        pk=report.pk, state__in=[ReportState.QUEUED, ReportState.RUNNING]
    ).update(state=ReportState.CANCELLED, step="")
    if not stopped:
        raise ReportRefused("已经编完，不能取消了。")


@transaction.atomic
def try_again(*, report: Report, now: datetime) -> None:
    """Of what failed or was cancelled: compile it after all, as of the same moment."""
    _restart(report, (ReportState.FAILED, ReportState.CANCELLED), now)


@transaction.atomic
def lay_out_again(*, report: Report, now: datetime) -> None:
    """Write the document anew with the words of today. The figures stay as they were counted."""
    _restart(report, (ReportState.DONE,), now)


def _restart(report: Report, states: tuple[ReportState, ...], now: datetime) -> None:
    waiting = Report.objects.filter(pk=report.pk, state__in=states).update(
        state=ReportState.QUEUED, attempt=0, progress=0, step="", refusal="", touched_at=now
    )
    if not waiting:
        raise ReportRefused("已经在编制，请刷新页面查看进展。")
    _hand_over(report)


def _hand_over(report: Report) -> None:
    transaction.on_commit(partial(_wake_worker, report.pk))


def _wake_worker(pk: int) -> None:
    try:
        tasks.compile_report.delay(pk)
    except OperationalError as failure:
        log.warning("broker unreachable, the next sweep goes on", error=str(failure))
