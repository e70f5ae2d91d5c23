"""The month on the wall: whose lines stand on which day, and that many branches cost no more."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from branches.choices import BranchKind, Role
from branches.services.provisions import load_provisions
from meetings.calendar_filter import FEW, CalendarFilter
from meetings.calendar_month import CalendarMonth
from meetings.choices import MeetingKind, MeetingState
from meetings.models import AgendaItem, Decision, Draft
from tests.factories import BranchFactory, MeetingFactory, ThemeFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db
CALENDAR = reverse("meetings:calendar")
TODAY = date(2026, 9, 20)
THE_15TH, THE_24TH = date(2026, 9, 15), date(2026, 9, 24)


@pytest.fixture(autouse=True)
def provisions(db):
    load_provisions()


def month_of(user, query="period=2026-09", today=TODAY):
    return CalendarMonth(CalendarFilter(QueryDict(query), user=user, today=today))


def lines(month):
    return [(each.day, each.state, each.title) for day in month.days for each in day.entries]


def decision(branch, due_on, **details):
    item = AgendaItem.objects.create(
        meeting=MeetingFactory(branch=branch, held_on=date(2026, 8, 3)), number=1, title="议题"
    )
    numbers = {"year": 2026, "number": Decision.objects.count() + 1, "text": "检修训练塔"}
    return Decision.objects.create(branch=branch, item=item, due_on=due_on, **numbers | details)


def test_a_month_shows_what_was_held_what_is_planned_and_what_falls_due(place):
    MeetingFactory(branch=place.branch, title="支委会", kinds=[MeetingKind.COMMITTEE])
    decision(place.branch, date(2026, 9, 28))
    place.branch.theme_day_number = 24
    place.branch.save()

    assert lines(month_of(place.users["secretary"])) == [
        (THE_15TH, "accepted", "支委会"),
        (THE_24TH, "planned", "主题党日"),
        (date(2026, 9, 28), "due", "检修训练塔"),
    ]


@pytest.mark.parametrize(
    ("today", "state"), [(date(2026, 9, 15), "planned"), (date(2026, 9, 16), "missing")]
)
def test_a_theme_day_that_has_passed_without_a_record_is_not_entered(place, today, state):
    month = month_of(place.users["member"], today=today)

    assert lines(month) == [(THE_15TH, state, "主题党日")]


@pytest.mark.parametrize("state", [MeetingState.ACCEPTED, MeetingState.HANDED_IN])
def test_a_recorded_theme_day_takes_the_place_of_its_plan(place, state):
    MeetingFactory(branch=place.branch, held_on=THE_24TH, state=state, title="学习")

    assert lines(month_of(place.users["member"])) == [(THE_24TH, state, "学习")]


def test_a_draft_stands_on_its_day_for_those_who_write_it(place):
    content = {"kinds": ["theme_day"], "title": ["迎国庆"], "day": ["2026-09-24"]}
    Draft.objects.create(
        token=uuid4(), branch=place.branch, content=content, saved_by=place.users["secretary"]
    )

    assert lines(month_of(place.users["committee"])) == [(THE_24TH, "draft", "迎国庆")]
    assert lines(month_of(place.users["member"])) == [(THE_15TH, "missing", "主题党日")]
    assert lines(month_of(place.users["officer"])) == [(THE_15TH, "missing", "主题党日")]


def test_nobody_sees_the_month_of_another_branch(place):
    MeetingFactory(branch=place.branch, title="不外传")
    decision(place.branch, THE_24TH)

    shown = {title for _, _, title in lines(month_of(place.users["stranger"]))}

    assert shown == {"主题党日"}


def test_a_temporary_branch_and_a_committee_plan_no_theme_day(place):
    for kind in (BranchKind.TEMPORARY, BranchKind.COMMITTEE):
        BranchFactory(unit=UnitFactory(parent=place.brigade), kind=kind)

    assert len(lines(month_of(place.users["officer"]))) == 1


def many(place, count=FEW):
    return [BranchFactory(unit=UnitFactory(parent=place.brigade)) for _ in range(count)]


def numbers(month):
    return {
        day.cell.day: {each.word: each.number for each in day.numbers}
        for day in month.days
        if day.numbers
    }


def test_of_many_branches_each_day_shows_how_much_there_is(place):
    branches = many(place)
    MeetingFactory(branch=branches[0])
    MeetingFactory(branch=branches[1], state=MeetingState.CANCELLED, cancel_reason="增援")
    branches[2].theme_day_number = 24
    branches[2].save()
    decision(branches[3], THE_24TH)

    month = month_of(place.users["office"])

    assert not month.by_name
    assert numbers(month) == {
        THE_15TH: {"已开": 1, "未召开": 1, "未录入": FEW - 2},
        THE_24TH: {"计划": 1, "到期": 1},
    }


def test_a_day_of_many_branches_opens(place):
    branches = many(place)
    MeetingFactory(branch=branches[0], title="先开了")

    month = month_of(place.users["office"], "period=2026-09&day=2026-09-15")

    assert {entry.title for entry in month.opened} == {"先开了", "主题党日"}
    assert len(month.opened) == FEW + 1


def test_a_unit_narrows_the_month_to_its_branches(place):
    branches = many(place)
    query = f"period=2026-09&unit={branches[0].unit.code}"

    month = month_of(place.users["office"], query)

    assert lines(month) == [(THE_15TH, "missing", "主题党日")]


@pytest.mark.parametrize("who", ["secretary", "office"])
def test_the_page_asks_the_same_of_one_row_and_of_three(place, steady_queries, who):
    if who == "office":
        many(place)
    today = timezone.localdate()

    def make():
        MeetingFactory(branch=place.branch, held_on=today, title="本月党课")
        decision(place.branch, today)

    page = steady_queries(
        {"secretary": 15, "office": 17}[who], make=make, call=lambda: place.as_(who).get(CALENDAR)
    )

    opened = page.context["month"].opened
    assert [each.title for each in opened].count("本月党课") == 3
    assert [each.title for each in opened].count("检修训练塔") == 3


@pytest.mark.parametrize("query", ["period=2026Q3", "period=nonsense", "day=2026-02-31", "unit=x"])
def test_an_address_that_makes_no_sense_shows_a_month(place, query):
    assert place.as_("member").get(f"{CALENDAR}?{query}").status_code == 200


def test_the_switcher_goes_from_month_to_month(place):
    page = place.as_("member").get(CALENDAR, {"period": "2026-09", "day": "2026-09-03"})

    assert page.context["period"]["prev_url"] == "?period=2026-08"
    assert page.context["period"]["next_url"] == "?period=2026-10"
    assert page.context["month"].open_day == date(2026, 9, 3)


def test_the_themes_of_the_month_stand_above_it(place):
    ThemeFactory(unit=place.brigade, title="学条例")
    ThemeFactory(unit=place.brigade, title="上月的", month="2026-08")
    ThemeFactory(title="别处的")

    assert [each.title for each in month_of(place.users["member"]).themes] == ["学条例"]


def test_who_writes_goes_straight_from_the_plan_to_the_record(place):
    today = timezone.localdate() + timedelta(days=40)
    query = f"period={today:%Y-%m}"

    for who, address in (("secretary", reverse("meetings:record")), ("member", "/branch/")):
        (entry,) = [each for day in month_of(place.users[who], query).days for each in day.entries]
        assert address in entry.url


def test_the_calendar_of_a_post_without_branches_is_empty(place):
    assert lines(month_of(user_with(Role.ADMINISTRATOR))) == []
