"""What brigade officer and political office find on opening the app."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.choices import SettlementState
from assessment.models import Settlement
from branches.choices import BranchKind, Role
from branches.models import Coverage
from branches.periods import Grain, Period
from meetings.choices import MeetingKind, MeetingState
from reports.board import furthest_behind
from reports.homes.above import UnitHome
from reports.tests.conftest import text_of
from reports.tests.records import a_rule, held
from tests.factories import BranchFactory, UnitFactory, member_of, user_with

pytestmark = pytest.mark.django_db


def test_an_officers_sentences_count_only_the_own_brigade(force):
    for branch in (force.here, force.there):
        held(branch, MeetingKind.LECTURE, date(2026, 8, 3), state=MeetingState.HANDED_IN)
    user = force.user(Role.BRIGADE_OFFICER)
    home = UnitHome(user, force.brigade, date(2026, 9, 10))

    assert home.waiting.counts["records"] == 1
    assert home.summary.branches == 1
    assert [row.branch.pk for row in home.late] == [force.here.pk]
    assert home.summary.overdue == 2  # theme days of July and August
    assert home.coming.meetings == 2  # September's theme day, the quarter's general meeting


@pytest.mark.parametrize(
    ("today", "quarter", "label"),
    [
        (date(2026, 8, 10), "2026Q3", "本季度"),
        (date(2026, 10, 3), "2026Q3", "上季度"),
        (date(2026, 11, 3), "2026Q4", "本季度"),
        (date(2026, 1, 3), "2025Q4", "上季度"),
    ],
)
def test_what_is_late_is_looked_for_where_it_can_still_be_mended(force, today, quarter, label):
    home = UnitHome(force.user(Role.POLITICAL_OFFICE), force.detachment, today)

    assert (str(home.quarter), home.label) == (quarter, label)
    assert str(home.running.period) == str(Period.containing(today, Grain.QUARTER))


def test_settling_leads_to_the_quarter_that_is_being_settled(force, page):
    quarter = Period.containing(timezone.localdate(), Grain.QUARTER).previous

    shown = page(Role.POLITICAL_OFFICE, "/standing/")

    assert f'/points/settlements/?period={quarter}"' in shown


def test_the_office_finds_people_in_no_branch_and_joint_branches_too_wide(force, page):
    lost = member_of(force.here)
    lost.memberships.update(until=timezone.localdate() - timedelta(days=1))
    outside = member_of(BranchFactory())
    outside.memberships.update(until=timezone.localdate() - timedelta(days=1))
    joint = BranchFactory(kind=BranchKind.JOINT, unit=force.brigade, name="城东联合党支部")
    for station in UnitFactory.create_batch(10, parent=force.brigade):
        Coverage.objects.create(branch=joint, unit=station, since=joint.founded_on)

    text = text_of(page(Role.POLITICAL_OFFICE, "/standing/"))
    assert "1 名党员今天不在任何党支部" in text
    assert "城东联合党支部覆盖 11 个单位" in text
    assert "第五条" in text


def test_settlement_is_told_by_brigade(force, page):
    quarter = Period.containing(timezone.localdate(), Grain.QUARTER).previous
    rule = a_rule()
    for branch, state in [
        (force.here, SettlementState.PUBLISHED),
        (force.there, SettlementState.COMPUTED),
        (BranchFactory(), SettlementState.LOCKED),
    ]:
        Settlement.objects.create(
            branch=branch,
            quarter=str(quarter),
            rule_set=rule.rule_set,
            state=state,
            published_at=timezone.now(),
            objections_until=timezone.localdate(),
        )

    text = text_of(page(Role.POLITICAL_OFFICE, "/standing/"))
    assert "城东大队" in text
    assert "公示中" in text
    assert "已计算" in text
    assert "已锁定" not in text
    assert "已计算" not in text_of(page(Role.BRIGADE_OFFICER, "/standing/"))


def test_the_settled_are_counted_as_branches(force, page):
    quarter = Period.containing(timezone.localdate(), Grain.QUARTER).previous
    rule = a_rule()
    second = BranchFactory(unit=force.here.unit)
    for branch in (force.here, second):
        Settlement.objects.create(
            branch=branch,
            quarter=str(quarter),
            rule_set=rule.rule_set,
            state=SettlementState.LOCKED,
            published_at=timezone.now(),
            objections_until=timezone.localdate(),
        )

    text = text_of(page(Role.BRIGADE_OFFICER, "/standing/"))
    assert "2 个支部已全部锁定" in text


def test_furthest_behind_is_most_late_then_most_open():
    rows = [SimpleNamespace(late=late, open=left) for late, left in [(1, 0), (1, 3), (2, 0)]]

    assert [(row.late, row.open) for row in sorted(rows, key=furthest_behind)] == [
        (2, 0), (1, 3), (1, 0),
    ]  # fmt: skip


def test_the_late_branches_come_with_a_legend_and_how_many_there_are(force, client):
    client.force_login(force.user(Role.POLITICAL_OFFICE))
    html = client.get("/", {"period": "2026Q3"}).content.decode()

    assert "免（按规定不计）" in html
    assert "共 2 个</a>" in html


def test_an_office_without_branches_is_told_where_to_begin(client):
    unit = UnitFactory()
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=unit))

    html = client.get("/").content.decode()

    assert "这里还没有党支部" in html
    assert f'href="{reverse("members:imports")}"' in html
    assert "没有逾期" not in html

    BranchFactory(unit=unit)
    assert "这里还没有党支部" not in client.get("/").content.decode()
