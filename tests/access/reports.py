"""Boards, homes, branch pages, search: everyone has a home; what is behind it goes by the post."""

from __future__ import annotations

from uuid import uuid4

from reports import jobs
from reports.choices import ReportKind, ReportState
from reports.models import Report
from tests.access.row import Row
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT
from tests.factories import LONG_AGO, at


def here(world):
    return {"code": world.here.code}


def compiled(world, **details):
    """A report of the brigade: for who acts for it or a unit above."""
    world.here  # noqa: B018 - there has to be a branch
    made = {
        "kind": ReportKind.BULLETIN, "unit": world.brigade, "period": "2020-01",
        "as_of": at(LONG_AGO.replace(month=2), 9), "token": uuid4(),
    }  # fmt: skip
    return Report.objects.create(**made | details)


def waiting(world):
    return {"pk": compiled(world).pk}


def cancelled(world):
    return {"pk": compiled(world, state=ReportState.CANCELLED).pk}


def done(world):
    report = compiled(world)
    jobs.work_on(pk=report.pk)
    return {"pk": report.pk}


def written(world):
    return done(world) | {"form": "docx"}


def a_figure(world):
    return done(world) | {"code": "life-by-kind"}


def words(world):
    sections = ("number", "addressee", "held", "behind", "examined", "practice", "inspections")
    return {f"{section}-version": 0 for section in sections}


def ordered(world):
    return {"kind": "bulletin", "period": "", "unit": world.brigade.pk, "token": str(uuid4())}


FIGURES = f"{COMMITTEE} {UNIT} stranger neighbour outsider"  # each of the own place
OF_BRANCHES = {"code": "members-by-sex"}
ROWS = [
    Row("home", reads=EVERYONE),
    Row("reports:standing", reads=f"{UNIT} neighbour outsider"),
    Row("reports:turnout", reads=f"member {COMMITTEE} {UNIT} neighbour outsider stranger"),
    Row("reports:turnout_list", reads=f"member {COMMITTEE} {UNIT} neighbour outsider stranger"),
    Row("reports:board", reads=EVERYONE),
    Row("reports:board_sheet", page=False, reads=EVERYONE),
    Row(
        "reports:cell",
        reads=f"{BRANCH} {UNIT}",
        args=lambda world: here(world) | {"kind": "party_lecture"},
    ),
    Row("reports:branch", reads=f"{BRANCH} {UNIT}", args=here),
    Row("reports:reports", reads=FIGURES),
    Row(
        "reports:new_report",
        reads=f"{UNIT} neighbour outsider",
        writes=UNIT,
        data=ordered,
    ),
    Row("reports:report", reads=UNIT, args=waiting),
    Row("reports:report_file", page=False, reads=UNIT, args=written),
    Row("reports:report_figure", reads=UNIT, args=a_figure),
    Row("reports:report_figure_sheet", page=False, reads=UNIT, args=a_figure),
    Row("reports:recounted", reads=UNIT, args=done),
    Row("reports:cancel_report", writes=UNIT, args=waiting),
    Row("reports:retry_report", writes=UNIT, args=cancelled),
    Row("reports:lay_out_report", writes=UNIT, args=done),
    Row(
        "reports:texts",
        reads=UNIT,
        writes=UNIT,
        args=lambda world: {"kind": "bulletin"},
        query=lambda world: {"unit": world.brigade.code},
        data=words,
    ),
    Row("reports:statistic", reads=FIGURES, args=lambda world: OF_BRANCHES),
    Row("reports:counted", reads=FIGURES, args=lambda world: OF_BRANCHES),
    Row("reports:counted_sheet", page=False, reads=FIGURES, args=lambda world: OF_BRANCHES),
    Row("reports:search", reads=EVERYONE),
]
