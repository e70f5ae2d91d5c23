"""The compliance board as pages show it."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from branches.choices import Role, UnitKind
from branches.models import Branch
from branches.periods import Period
from meetings.choices import MeetingKind, MeetingState
from reports.asked import Asked
from reports.board import BoardShown
from reports.compliance import compliance_of
from reports.tests.conftest import SOMETIME, text_of
from reports.tests.records import held
from tests.factories import BranchFactory, UnitFactory

pytestmark = pytest.mark.django_db
MONTH = "period=2025-09"
OFFICE, OFFICER = Role.POLITICAL_OFFICE, Role.BRIGADE_OFFICER


def test_the_sentence_is_the_sum_of_the_cells(force, page):
    held(force.here, MeetingKind.THEME_DAY, SOMETIME)

    said = text_of(page(OFFICE, f"/board/?{MONTH}"))
    found = compliance_of(
        Branch.objects.all(), period=Period.parse("2025-09"), today=date(2026, 1, 1)
    )
    summary = found.summary
    assert summary.owed == sum(c.owed for row in found.rows for c in row.cells if c.falls_due) == 6
    assert summary == (6, 1, 5, 2)
    assert "2025年9月应开 6 次，已录入 1 次，逾期 5 次，涉及 2 个支部" in said


def test_late_branches_come_first(force, page):
    for kind in (MeetingKind.THEME_DAY, MeetingKind.GENERAL, MeetingKind.LECTURE):
        held(force.here, kind, SOMETIME)

    html = page(OFFICE, f"/board/?{MONTH}")
    assert html.index("西门站党支部") < html.index("东门站党支部")
    by_name = page(OFFICE, f"/board/?{MONTH}&sort=name")
    assert by_name.index("东门站党支部") < by_name.index("西门站党支部")


def test_an_officer_sees_only_the_own_brigade(force, page):
    html = page(OFFICER, f"/board/?{MONTH}")

    assert "东门站党支部" in html
    assert "西门站党支部" not in html
    assert "逾期 3 次，涉及 1 个支部" in text_of(html)


@pytest.mark.parametrize("address", ["/board/?unit={0}", "/board/sheet/?unit={0}"])
def test_another_units_board_is_not_there(force, page, address):
    assert page(OFFICER, address.format(force.other_brigade.code)) == 404


def test_a_secretary_sees_the_own_branch(force, page):
    html = page(Role.SECRETARY, f"/board/?{MONTH}")

    assert "东门站党支部" in html
    assert "西门站党支部" not in html


@pytest.mark.parametrize(
    ("show", "here", "there"),
    [("late", True, True), ("not_entered", True, True), ("not_held", False, True), ("due", 0, 0)],
)
def test_filters_stay_in_the_address_and_leave_what_they_say(force, page, show, here, there):
    held(force.there, MeetingKind.THEME_DAY, SOMETIME, state=MeetingState.CANCELLED)

    html = page(OFFICE, f"/board/?{MONTH}&show={show}")
    assert ("东门站党支部" in html) == bool(here)
    assert ("西门站党支部" in html) == bool(there)


def test_a_kind_alone(force, page):
    held(force.here, MeetingKind.LECTURE, SOMETIME)

    html = page(OFFICE, f"/board/?{MONTH}&kind=party_lecture&show=late")
    assert "西门站党支部" in html
    assert "东门站党支部" not in html
    assert 'data-label="主题党日"' not in html


def test_a_state_is_said_in_words(force, page):
    held(force.here, MeetingKind.THEME_DAY, SOMETIME)
    held(force.here, MeetingKind.LECTURE, SOMETIME, state=MeetingState.CANCELLED)

    html = page(OFFICER, f"/board/?{MONTH}")
    for word in ("已完成", "未录入", "未召开"):
        assert f'aria-label="{word}"' in html


def test_sums_of_the_units_are_the_sum_of_the_board(force):
    BranchFactory(unit=UnitFactory(parent=force.brigade))
    held(force.here, MeetingKind.THEME_DAY, SOMETIME)
    found = compliance_of(
        Branch.objects.all(), period=Period.parse("2025-09"), today=date(2026, 1, 1)
    )
    asked = Asked(period=found.period, by="unit")
    shown = BoardShown(found, asked, force.detachment, [force.brigade, force.other_brigade])

    rows = {row.name: row for row in shown.unit_rows}
    assert {name: row.branches for name, row in rows.items()} == {"城东大队": 2, "城西大队": 1}
    assert sum(row.summary.owed for row in rows.values()) == found.summary.owed
    assert sum(one.late for row in rows.values() for one in row.sums) == found.summary.overdue
    assert sum(one.entered for row in rows.values() for one in row.sums) == 1


def test_by_unit_opens_each_unit(force, page):
    html = page(OFFICE, f"/board/?{MONTH}&by=unit")

    assert f"unit={force.brigade.code}" in html
    assert "东门站党支部" not in html


def test_the_sheet_holds_exactly_what_is_shown(force):
    held(force.here, MeetingKind.LECTURE, SOMETIME)
    client = Client()
    client.force_login(force.user(OFFICE), "django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/board/sheet/?{MONTH}&kind=party_lecture")

    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][0] == "江城支队2025年9月组织生活落实情况"
    assert rows[1][0].startswith("2025年9月应开 6 次，已录入 1 次")
    assert rows[2] == ("党支部", "所属单位", "逾期", "党课")
    assert [row[0] for row in rows[3:]] == ["西门站党支部", "东门站党支部"]
    assert [row[3] for row in rows[3:]] == ["0/1 未录入", "1/1 已完成"]


def test_a_cell_names_its_article_and_its_records(force, page):
    meeting = held(force.here, MeetingKind.GENERAL, date(2025, 7, 3), title="上半年小结")

    html = page(OFFICER, f"/board/{force.here.code}/general_meeting/?{MONTH}")
    assert "《中国共产党支部工作条例（试行）》第十一条" in html
    assert "上半年小结" in html
    assert meeting.get_absolute_url() in html
    assert "已按要求开展" in html


def test_a_cell_shows_no_draft_to_a_member(force, page):
    held(force.here, MeetingKind.LECTURE, SOMETIME, state=MeetingState.DRAFT, title="没写完")
    address = f"/board/{force.here.code}/party_lecture/?{MONTH}"

    assert "没写完" in page(Role.SECRETARY, address)
    assert "没写完" not in page(Role.MEMBER, address)


def test_a_cell_comes_as_a_part_to_htmx(force, page):
    address = f"/board/{force.here.code}/party_lecture/?{MONTH}"

    assert "<html" in page(OFFICER, address)
    assert "<html" not in page(OFFICER, address, **{"HX-Request": "true"})


@pytest.mark.parametrize("address", ["/board/XM/party_lecture/", "/board/DM/tea_party/"])
def test_a_cell_that_is_not_there(force, page, address):
    assert page(OFFICER, address) == 404


@pytest.mark.parametrize("many", [1, 3])
def test_queries_of_the_board(force, many, django_assert_num_queries):
    for _ in range(many):
        branch = BranchFactory(unit=UnitFactory(parent=force.brigade))
        held(branch, MeetingKind.THEME_DAY, SOMETIME)
    client = Client()
    client.force_login(force.user(OFFICE), "django.contrib.auth.backends.ModelBackend")

    with django_assert_num_queries(7):
        client.get(f"/board/?{MONTH}")


def test_a_large_unit_opens_by_unit(force, monkeypatch):
    found = compliance_of(
        Branch.objects.all(), period=Period.parse("2025-09"), today=date(2026, 1, 1)
    )
    units = [force.brigade, force.other_brigade]
    shown = BoardShown(found, Asked(period=found.period), force.detachment, units)
    assert shown.by == "branch"

    monkeypatch.setattr("reports.board.BY_UNIT_FROM", 1)
    assert shown.by == "unit"


def test_stations_alone_are_not_told_apart(force):
    stations = UnitFactory.create_batch(2, parent=force.brigade, kind=UnitKind.STATION)
    found = compliance_of(
        Branch.objects.all(), period=Period.parse("2025-09"), today=date(2026, 1, 1)
    )

    shown = BoardShown(found, Asked(period=found.period, by="unit"), force.brigade, stations)
    assert shown.by == "branch"
