"""Reports compiled by real workers."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.utils import timezone

from branches.periods import Grain, Period
from config.celery import app
from reports.choices import ReportKind, ReportState
from reports.models import Report
from reports.models.report import SILENT_AFTER
from reports.services import reports
from tests.factories import BranchFactory
from tests.jobs.conftest import until, waiting_messages

pytestmark = pytest.mark.django_db(transaction=True)
SWEEP, COMPILE = "reports.tasks.pick_up_reports", "reports.tasks.compile_report"


def order(kind=ReportKind.SITUATION):
    last = Period.containing(timezone.localdate(), Grain.QUARTER).previous
    unit = BranchFactory().unit
    return reports.order_report(kind=kind, unit=unit, period=last, as_of=timezone.now(), by=None)


def done(report):
    return Report.objects.filter(pk=report.pk, state=ReportState.DONE).exists()


def test_what_was_ordered_is_compiled_once_by_two_workers_and_after_a_kill(start_worker):
    first = start_worker().ready()
    report = order()
    until(lambda: Report.objects.filter(attempt__gt=0).exists(), "a worker takes it up")
    first.kill()
    Report.objects.exclude(state=ReportState.DONE).update(  # as if the silence had lasted
        touched_at=F("touched_at") - 2 * SILENT_AFTER
    )
    for worker in (start_worker(), start_worker()):
        worker.ready()
    for _ in range(3):
        app.send_task(SWEEP)
        app.send_task(COMPILE, args=[report.pk])

    until(lambda: done(report), "it is compiled")
    figures, attempt = Report.objects.values_list("figures", "attempt").get()
    until(lambda: not waiting_messages(), "the queue is empty")
    assert Report.objects.values_list("figures", "attempt").get() == (figures, attempt)
    assert attempt <= 2
