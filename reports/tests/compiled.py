"""Reports that were ordered, and compiled, for tests of their pages."""

from __future__ import annotations

from uuid import uuid4

from reports import jobs
from reports.choices import ReportKind
from reports.models import Report
from reports.tests.figures import AFTER


def made(unit, **details):
    blameless = {
        "kind": ReportKind.BULLETIN, "unit": unit, "period": "2025-09", "as_of": AFTER,
        "token": uuid4(),
    }  # fmt: skip
    return Report.objects.create(**blameless | details)


def done(unit, **details):
    report = made(unit, **details)
    jobs.work_on(pk=report.pk)
    report.refresh_from_db()
    return report
