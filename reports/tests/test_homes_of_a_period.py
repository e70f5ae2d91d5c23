"""Homes asked for a period: figures follow it, what is to be done stays today's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from branches.choices import Role
from branches.models import Branch
from branches.periods import Grain, Period
from duties.models import Duty
from meetings.choices import MeetingKind, MeetingState
from reports.asked import Asked
from reports.board import BoardShown
from reports.choices import Show
from reports.homes.above import UnitHome
from reports.homes.chosen import Chosen
from reports.homes.leader import LeaderHome
from reports.tests.conftest import text_of
from reports.tests.records import held
from tests.factories import BranchFactory, member_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 10)
HOMES = [Role.POLITICAL_OFFICE, Role.BRIGADE_OFFICER, Role.SECRETARY, Role.MEMBER]


@pytest.mark.parametrize(
    ("written", "period", "refused"),
    [
        ("", None, ""),
        ("2026-09", "2026-09", ""),
        ("2025", "2025", ""),
        ("2026Q4", None, "2026年第四季度还没有开始，下面是现在的情况。"),
        ("gestern", None, ""),
    ],
)
def test_a_period_is_read_from_the_address(written, period, refused):
    chosen = Chosen(written, TODAY)

    assert (chosen.period and str(chosen.period), chosen.refused) == (period, refused)


def test_a_year_that_runs_ends_today():
    chosen = Chosen("2026", TODAY)

    assert (str(chosen.month), str(chosen.quarter)) == ("2026-09", "2026Q3")


@pytest.mark.parametrize("role", HOMES)
def test_a_home_goes_back_and_forth_and_names_its_period(force, page, role):
    last = Period.containing(timezone.localdate(), Grain.MONTH).previous

    html = page(role, f"/?period={last}")
    heading = html[html.index("<h1>") : html.index("</h1>")]
    assert last.label in heading
    for other in (last.previous, last.next, Period.containing(last.ends, Grain.YEAR)):
        assert f'href="?period={other}"' in html
    assert 'href="/">回到现在' in html


@pytest.mark.parametrize("role", HOMES)
def test_a_period_that_has_not_begun_is_refused_kindly(force, page, role):
    ahead = Period.containing(timezone.localdate(), Grain.YEAR).next

    html = page(role, f"/?period={ahead}")
    assert f"{ahead.label}还没有开始，下面是现在的情况。" in text_of(html)
    assert "回到现在" not in html
    assert f"?period={ahead}" not in html


@pytest.mark.parametrize("role", HOMES)
def test_what_is_to_be_done_stays_that_of_today_and_says_so(force, page, role):
    user, today = force.user(role), timezone.localdate()
    me = member_of(force.here, user=user)
    Duty.objects.create(title="整改", branch=force.here, due_on=today, owner=me)
    last = Period.containing(today, Grain.MONTH).previous

    assert "不随上面的时间变" in text_of(page(role, f"/?period={last}", user=user))
    assert "要办理的督办事项 1 件" in text_of(page(role, f"/?period={last}", user=user))
    now = text_of(page(role, "/", user=user))
    assert "不随上面的时间变" not in now
    assert "要办理的督办事项 1 件" in now


def test_a_unit_is_judged_in_the_period_asked_for(force):
    held(force.here, MeetingKind.THEME_DAY, date(2026, 7, 9))
    user = force.user(Role.BRIGADE_OFFICER)

    july = UnitHome(user, force.brigade, TODAY, "2026-07")
    august = UnitHome(user, force.brigade, TODAY, "2026-08")
    assert (july.summary.overdue, july.late) == (0, [])
    assert [row.branch.pk for row in august.late] == [force.here.pk]
    assert july.coming == august.coming == UnitHome(user, force.brigade, TODAY).coming


def test_what_is_soon_due_is_what_its_list_shows(force):
    user = force.user(Role.POLITICAL_OFFICE)
    for branch in Branch.objects.all():
        held(branch, MeetingKind.GENERAL, date(2026, 8, 3))
        for month in (7, 8):
            held(branch, MeetingKind.THEME_DAY, date(2026, month, 9))
    held(force.there, MeetingKind.LECTURE, date(2026, 8, 3))
    home = UnitHome(user, force.detachment, date(2026, 9, 25))

    assert (home.coming.soon, home.coming.days) == (3, 5)  # both theme days, one lecture
    asked = Asked(period=home.running.period, show=Show.SOON)
    shown = BoardShown(home.running, asked, force.detachment, [])
    assert sum(c.shortfall for row in shown.rows for c in row.cells if c.urgent) == 3
    assert "show=soon" in home.urls["soon"]


def test_a_secretary_reads_the_month_asked_for(force, page):
    last = Period.containing(timezone.localdate(), Grain.MONTH).previous
    held(force.here, MeetingKind.THEME_DAY, last.begins, title="学习党章", expected=4, present=3)
    held(force.here, MeetingKind.LECTURE, last.previous.begins, title="更早的党课")

    text = text_of(page(Role.SECRETARY, f"/?period={last}"))
    assert "学习党章" in text
    assert "75.0%" in text
    assert "更早的党课" not in text


def test_a_theme_day_on_record_is_not_asked_for_again(force):
    home = LeaderHome(force.user(Role.SECRETARY), force.here, TODAY)
    assert home.next_theme_day.day.month == TODAY.month

    held(force.here, MeetingKind.THEME_DAY, TODAY, state=MeetingState.HANDED_IN)
    again = LeaderHome(home.user, force.here, TODAY)
    assert again.next_theme_day.day.month == TODAY.month + 1


def test_a_secretarys_number_counts_what_waits_as_well(force):
    user = force.user(Role.SECRETARY)
    before = LeaderHome(user, force.here, TODAY).to_do
    Duty.objects.create(title="整改", branch=force.here, due_on=TODAY, owner_role=Role.SECRETARY)

    assert LeaderHome(user, force.here, TODAY).to_do == before + 1


@pytest.mark.parametrize("role", HOMES)
def test_a_new_branch_without_meetings_is_told_what_will_be_here(page, force, role):
    last = Period.containing(timezone.localdate(), Grain.MONTH).previous

    for address in ("/", f"/?period={last}", "/turnout/", f"/turnout/list/?period={last}"):
        assert "None" not in text_of(page(role, address))


@pytest.mark.parametrize(("role", "queries"), [(Role.BRIGADE_OFFICER, 13), (Role.SECRETARY, 20)])
def test_queries_of_a_period(force, client, steady_queries, role, queries):
    client.force_login(force.user(role), "django.contrib.auth.backends.ModelBackend")
    last = Period.containing(timezone.localdate(), Grain.MONTH).previous

    def make() -> None:
        branch = BranchFactory(unit=force.here.unit)
        for place in (branch, force.here):
            day = last.begins + timedelta(days=1)
            held(place, MeetingKind.LECTURE, day, expected=3, present=2)

    steady_queries(queries, make=make, call=lambda: client.get(f"/?period={last}"))
