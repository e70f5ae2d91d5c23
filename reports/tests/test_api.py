"""Compiled documents as the API gives them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from reports import jobs
from reports.choices import ReportKind
from reports.models import Report
from tests.access.world import World
from tests.api.client import Api
from tests.factories import LONG_AGO, at

pytestmark = pytest.mark.django_db
AS_OF = at(LONG_AGO.replace(month=2), 9)


@pytest.fixture
def world():
    made = World()
    assert made.here
    return made


def ordered(world, **details):
    usual = {"kind": ReportKind.BULLETIN, "unit": world.brigade, "period": "2020-01"}
    later = timedelta(hours=Report.objects.count())
    return Report.objects.create(**usual | {"as_of": AS_OF + later} | details)


def test_a_report_that_is_not_done_has_no_files(world):
    report = ordered(world)
    api = Api(world.user("brigade"))

    (row,) = api.rows("reports/")

    assert (row["id"], row["state"], row["period"]) == (report.pk, "queued", "2020-01")
    assert api.get(f"reports/{report.pk}/files/docx/").status_code == 404


def test_files_are_those_of_the_page(world):
    report = ordered(world)
    jobs.work_on(pk=report.pk)
    report.refresh_from_db()
    api = Api(world.user("office"))

    for form in ("docx", "xlsx"):
        answer = api.get(f"reports/{report.pk}/files/{form}/")
        assert "attachment" in answer["Content-Disposition"]
        assert ZipFile(BytesIO(b"".join(answer.streaming_content))).testzip() is None
    figures = api.get(f"reports/{report.pk}/files/json/")
    assert figures.content.decode() == report.figures
    assert api.get(f"reports/{report.pk}/files/exe/").status_code == 404


@pytest.mark.parametrize("who", ["secretary", "neighbour", "outsider", "administrator"])
def test_a_report_is_for_who_acts_for_its_unit(world, who):
    report = ordered(world)
    jobs.work_on(pk=report.pk)
    api = Api(world.user(who))

    assert api.rows("reports/") == []
    assert api.get(f"reports/{report.pk}/files/json/").status_code == 404


def test_reports_are_filtered(world):
    ordered(world)
    quarter = ordered(world, kind=ReportKind.SETTLEMENT, period="2020Q1")
    api = Api(world.user("office"))

    for query in ({"kind": "settlement"}, {"period": "2020Q1"}):
        assert [row["id"] for row in api.rows("reports/", **query)] == [quarter.pk]
    assert api.rows("reports/", state="done") == []
    assert len(api.rows("reports/", unit=world.detachment.code)) == 2


def test_the_list_asks_the_same_of_one_row_and_of_three(world, steady_queries):
    api = Api(world.user("office"))

    answer = steady_queries(4, make=lambda: ordered(world), call=lambda: api.get("reports/"))

    assert answer.json()["count"] == 3
