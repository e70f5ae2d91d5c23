"""Compiling: once, cancelled, killed, tried again, and by the command."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from branches.models import Unit
from branches.periods import Period
from members.models import Member
from reports import jobs, tasks
from reports.choices import ReportKind, ReportState
from reports.documents import figures, recount
from reports.models import Report
from reports.refusals import ReportRefused
from reports.services import paragraphs, reports
from reports.tests.figures import AFTER, five
from tests.factories import UnitFactory, UserFactory, at

pytestmark = pytest.mark.django_db


def order(place, **spoilt):
    blameless = {
        "kind": ReportKind.SITUATION,
        "unit": place,
        "period": Period.parse("2025Q3"),
        "as_of": AFTER,
        "by": None,
    }
    return reports.order_report(**blameless | spoilt)


def worked_on(report):
    jobs.work_on(pk=report.pk)
    report.refresh_from_db()
    return report


@pytest.fixture
def report(force):
    five(force.here)
    return order(force.brigade)


def files():
    found = []
    for year in default_storage.listdir("reports")[0] if default_storage.exists("reports") else []:
        for month in default_storage.listdir(f"reports/{year}")[0]:
            found += default_storage.listdir(f"reports/{year}/{month}")[1]
    return found


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"period": Period.parse("2025")}, None),
        ({"kind": ReportKind.BULLETIN}, "按月编制"),
        ({"kind": ReportKind.YEARLY}, "按年编制"),
        ({"period": Period.parse("2025Q4"), "as_of": at(date(2025, 9, 30), 9)}, "还没有开始"),
        ({"as_of": timezone.now() + timedelta(days=1)}, "还没有到"),
        ({"unit": None}, "没有党组织"),
    ],
    ids=["a year", "wrong length", "too short", "not begun", "to come", "nothing there"],
)
def test_what_can_be_ordered(force, spoilt, reason):
    if "unit" in spoilt:
        spoilt = {"unit": UnitFactory()}
    if reason is None:
        assert order(force.brigade, **spoilt).pk
        return
    with pytest.raises(ReportRefused, match=reason):
        order(force.brigade, **spoilt)
    assert not Report.objects.exists()


def test_the_same_order_is_the_same_report(force, report):
    assert order(force.brigade) == report
    assert order(force.brigade, as_of=AFTER.replace(microsecond=7)) == report
    assert order(force.detachment) != report


def test_an_order_wakes_the_worker(force, django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr(tasks.compile_report, "delay", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        report = order(force.brigade)
        order(force.brigade)

    assert woken == [report.pk]


def test_compiled_it_is_whole(report):
    done = worked_on(report)

    assert (done.state, done.progress, done.attempt) == (ReportState.DONE, 100, 1)
    assert figures.read(done.figures)["members-by-sex"].total() == 5
    assert done.digest == figures.digest(done.figures)
    assert done.document.size > 10_000
    assert done.workbook.size > 10_000
    assert len(files()) == 2


def test_run_twice_it_compiles_once(report):
    first = worked_on(report)
    kept = (first.figures, first.document.name, first.finished_at)

    again = worked_on(first)

    assert (again.figures, again.document.name, again.finished_at) == kept
    assert len(files()) == 2


def test_a_second_worker_leaves_what_the_first_is_at(report):
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RUNNING, attempt=1, touched_at=timezone.now()
    )

    assert worked_on(report).state == ReportState.RUNNING
    assert jobs.left_behind(now=timezone.now()) == []


def test_what_a_dead_worker_left_is_taken_up_by_the_sweep(report):
    long_ago = timezone.now() - timedelta(minutes=5)
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RUNNING, attempt=1, progress=40, touched_at=long_ago
    )

    tasks.pick_up_reports()

    report.refresh_from_db()
    assert (report.state, report.attempt) == (ReportState.DONE, 2)


def test_a_lost_message_is_found_by_the_sweep(report):
    tasks.pick_up_reports()
    report.refresh_from_db()
    assert report.state == ReportState.QUEUED  # the message may still come

    Report.objects.filter(pk=report.pk).update(touched_at=timezone.now() - timedelta(minutes=5))
    tasks.pick_up_reports()
    report.refresh_from_db()
    assert report.state == ReportState.DONE


def test_what_kills_every_worker_is_given_up(report):
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RUNNING,
        attempt=jobs.MOST_ATTEMPTS,
        touched_at=timezone.now() - timedelta(minutes=5),
    )

    tasks.pick_up_reports()

    report.refresh_from_db()
    assert (report.state, report.refusal) == (ReportState.FAILED, jobs.GIVEN_UP)


@pytest.mark.parametrize("moment", ["党员年龄", "排版", "党员名单"])
def test_cancelled_in_the_middle_it_stops_and_leaves_nothing(report, monkeypatch, moment):
    said = jobs._say

    def say(current, progress, step):
        said(current, progress, step)
        if step == moment:
            reports.cancel(report=report)

    monkeypatch.setattr(jobs, "_say", say)
    done = worked_on(report)

    assert done.state == ReportState.CANCELLED
    assert not done.document
    assert files() == []


def test_a_replaced_worker_drops_what_he_has_written(report, monkeypatch):
    """He was silent too long, another took over: the row is not his any more."""
    saved = jobs._save

    def save(current, content, extension):
        Report.objects.filter(pk=report.pk).update(attempt=9)
        return saved(current, content, extension)

    monkeypatch.setattr(jobs, "_save", save)
    done = worked_on(report)

    assert (done.state, done.attempt) == (ReportState.RUNNING, 9)
    assert not done.document
    assert files() == []


def test_cancelled_or_failed_it_can_be_tried_again(report):
    reports.cancel(report=report)
    assert worked_on(report).state == ReportState.CANCELLED

    reports.try_again(report=report, now=timezone.now())

    assert worked_on(report).state == ReportState.DONE


def test_only_what_fits_the_state_can_be_done(report):
    with pytest.raises(ReportRefused, match="已经在编制"):
        reports.try_again(report=report, now=timezone.now())
    worked_on(report)
    with pytest.raises(ReportRefused, match="不能取消"):
        reports.cancel(report=report)


def test_laid_out_again_the_words_are_new_and_the_figures_old(report):
    done = worked_on(report)
    kept, old, book = done.figures, done.document.name, done.workbook.name
    Member.objects.update(education="")
    paragraphs.write_texts(
        unit=report.unit, kind=ReportKind.SITUATION, texts={"why": "新的考虑"}, versions={},
        by=UserFactory(), now=timezone.now(),
    )  # fmt: skip

    reports.lay_out_again(report=done, now=timezone.now())
    again = worked_on(done)

    assert (again.figures, again.workbook.name) == (kept, book)
    assert again.texts == {"why": "新的考虑"}
    assert again.document.name != old
    assert len(files()) == 2


def test_counted_again_the_differences_are_named(report):
    done = worked_on(report)
    assert recount.differences(done) == []

    Member.objects.filter(name="甲").update(education="college")

    found = {(one.statistic, one.line, one.kept, one.now) for one in recount.differences(done)}
    assert ("党员学历", "大学本科", 1, 0) in found
    assert ("党员学历", "大学专科", 1, 2) in found


def test_the_database_knows_no_half_done_report(report):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=ReportState.DONE)


# The command


def compiled(*arguments):
    out = StringIO()
    call_command("compile_report", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_writes_the_file(force, tmp_path):
    five(force.here)
    place = ["--unit", force.brigade.code, "--period", "2025Q3", "--as-of", "2025-10-08T09:00"]

    said = compiled("situation", *place, "--out", str(tmp_path / "a.docx"))
    compiled("situation", *place, "--out", str(tmp_path / "a.xlsx"))
    compiled("situation", *place, "--out", str(tmp_path / "a.json"))

    assert "截至 2025-10-08 09:00:00" in said
    assert (tmp_path / "a.docx").read_bytes()[:2] == b"PK"
    assert json.loads((tmp_path / "a.json").read_text())["unit"]["name"] == "城东大队"
    assert Report.objects.get().state == ReportState.DONE


def test_the_command_gives_the_same_bytes_after_people_moved(force, tmp_path):
    people = five(force.here)
    arguments = ["situation", "--unit", force.brigade.code, "--period", "2025Q3"]
    arguments += ["--as-of", "2025-10-08T09:00", "--out", str(tmp_path / "a.json")]
    compiled(*arguments)
    before = (tmp_path / "a.json").read_bytes()
    Member.objects.filter(pk=people[0].pk).update(unit=force.other_brigade)

    compiled(*arguments)

    assert (tmp_path / "a.json").read_bytes() == before


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"kind": "novel"}, "没有“novel”这种报表"),
        ({"--unit": "NOWHERE"}, "没有代码为“NOWHERE”的单位"),
        ({"--period": "2025-13"}, "不是时间段"),
        ({"--period": "2025-09", "kind": "yearly"}, "按年编制"),
        ({"--out": "a.pdf"}, "结尾"),
        ({"--out": "none/a.docx"}, "不能写入"),
        ({"--as-of": "gestern"}, "不是时间"),
        ({"--as-of": "2025-02-31T09:00"}, "不是时间"),
    ],
)
def test_the_command_refuses_in_one_sentence(force, tmp_path, spoilt, reason):
    options = {"--unit": force.brigade.code, "--period": "2025Q3", "--out": "a.docx"} | spoilt
    kind = options.pop("kind", "situation")
    options["--out"] = str(tmp_path / options["--out"])

    with pytest.raises(CommandError, match=reason):
        compiled(kind, *(part for pair in options.items() for part in pair))

    assert list(tmp_path.glob("*.docx")) == []
    assert not Report.objects.exists()
    assert Unit.objects.exists()
