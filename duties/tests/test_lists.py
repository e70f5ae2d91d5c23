"""Responsibility lists: drawn up, issued, and making each duty once per period."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from branches.choices import BranchKind, Role, UnitKind
from duties.choices import Every
from duties.models import Duty, ResponsibilityList
from duties.recurring import period_label, span_of
from duties.services import lists
from duties.services.refusals import ListRefused
from tests.factories import BranchFactory, UnitFactory, at, member_of, user_with

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = at(TODAY, 10)


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT)


@pytest.fixture
def branches(detachment):
    BranchFactory(unit=detachment, kind=BranchKind.COMMITTEE)
    BranchFactory(unit=UnitFactory(parent=detachment), kind=BranchKind.TEMPORARY)
    BranchFactory()  # of another detachment
    return [BranchFactory(unit=UnitFactory(parent=detachment)) for _ in range(2)]


@pytest.fixture
def draw(detachment):
    def call(whose="secretary", **item):
        drawn = lists.draw_up(unit=detachment, year=2026, whose=whose, title=f"{whose}责任清单")
        details = {"text": "讲一次党课", "every": Every.QUARTER, "evidence": "党课记录"}
        lists.add_item(responsibility_list=drawn, **(details | item))
        return drawn

    return call


def issue(drawn, today=TODAY):
    return lists.issue_list(responsibility_list=drawn, today=today, now=NOW)


def make(today=TODAY):
    return lists.make_duties(today=today, now=NOW)


@pytest.mark.parametrize(
    ("every", "day", "period", "ends", "label"),
    [
        (Every.MONTH, date(2026, 2, 3), "2026-02", date(2026, 2, 28), "2026年2月"),
        (Every.QUARTER, date(2026, 2, 3), "2026Q1", date(2026, 3, 31), None),
        (Every.HALF, date(2026, 6, 30), "2026H1", date(2026, 6, 30), "2026年上半年"),
        (Every.HALF, date(2026, 7, 1), "2026H2", date(2026, 12, 31), "2026年下半年"),
        (Every.YEAR, date(2026, 7, 1), "2026", date(2026, 12, 31), "2026年"),
        (Every.ONCE, date(2026, 7, 1), "2026", date(2026, 12, 31), "2026年"),
    ],
)
def test_spans(every, day, period, ends, label):
    span = span_of(every, day)
    assert (span.period, span.ends) == (period, ends)
    assert span.begins <= day <= span.ends
    assert label is None or period_label(period) == label


def test_each_branch_owes_an_item_once_a_period(draw, branches):
    drawn = draw()
    assert issue(drawn) == 2
    assert make() == 0
    assert make(date(2026, 12, 31)) == 0

    rows = Duty.objects.order_by("branch")
    assert [duty.branch for duty in rows] == branches
    assert {(duty.owner_role, duty.period, duty.due_on) for duty in rows} == {
        (Role.SECRETARY.value, "2026Q4", date(2026, 12, 31))
    }
    assert make(date(2027, 1, 1)) == 0  # the list is over with its year


def test_a_new_period_and_a_new_branch_make_what_is_missing(draw, branches, detachment):
    drawn = draw(every=Every.MONTH)
    issue(drawn)
    BranchFactory(unit=UnitFactory(parent=detachment))

    assert make() == 1
    assert make(date(2026, 12, 1)) == 3
    assert Duty.objects.count() == 6


def test_the_key_stands_against_doubles(draw, branches):
    drawn = draw()
    issue(drawn)
    kept = Duty.objects.first()
    Duty.objects.filter(pk=kept.pk).update(item=None)  # as if another worker were half a step ahead

    make()

    assert Duty.objects.count() == 2


def test_members_owe_each_their_own(draw, branches):
    drawn = draw(whose="member", every=Every.HALF)
    people = [member_of(branches[0]), member_of(branches[1])]
    member_of(branches[0], stage="activist", joined_on="", confirmed_on="")

    assert issue(drawn) == 2
    assert make() == 0
    assert {duty.owner for duty in Duty.objects.all()} == set(people)
    assert not Duty.objects.filter(verified_above=True).exists()


def test_a_dated_item_is_owed_once_on_its_day(draw, branches):
    issue(draw(every=Every.ONCE, due_on=date(2026, 12, 10)))
    assert {duty.due_on for duty in Duty.objects.all()} == {date(2026, 12, 10)}


def test_a_retired_item_makes_no_more(draw, branches):
    drawn = draw(every=Every.MONTH)
    issue(drawn)
    lists.retire_item(item=drawn.items.get(), today=date(2026, 11, 30))

    assert make(date(2026, 12, 1)) == 0
    assert Duty.objects.count() == 2


def test_what_a_list_refuses(draw, detachment, branches):
    drawn = draw()
    empty = lists.draw_up(unit=detachment, year=2026, whose="member", title="党员责任清单")
    with pytest.raises(ListRefused, match="还没有事项"):
        issue(empty)
    with pytest.raises(ListRefused, match="已经有这份"):
        lists.draw_up(unit=detachment, year=2026, whose="secretary", title="又一份")
    with pytest.raises(ListRefused, match="完成时限"):
        lists.add_item(responsibility_list=drawn, text="一次", every=Every.ONCE)
    assert not Duty.objects.exists()


def test_a_draft_is_the_office_s_and_an_issued_list_everybody_s_below(draw, branches, detachment):
    drawn = draw()
    office = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    secretary = user_with(Role.SECRETARY, branch=branches[0])
    stranger = user_with(Role.SECRETARY, branch=BranchFactory())

    def seen(user):
        return list(ResponsibilityList.objects.visible_to(user))

    assert (seen(office), seen(secretary)) == ([drawn], [])
    issue(drawn)
    assert (seen(secretary), seen(stranger)) == ([drawn], [])


def test_pages_of_lists(client, branches, detachment):
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=detachment))
    form = {"unit": detachment.pk, "year": 2026, "whose": "secretary", "title": "书记责任清单"}
    client.post(reverse("duties:lists"), form)
    drawn = ResponsibilityList.objects.get()
    add = reverse("duties:add_item", args=[drawn.pk])
    assert "完成时限" in client.post(add, {"text": "一次", "every": "once"}).content.decode()
    client.post(add, {"text": "讲党课", "every": "quarter"})
    client.post(reverse("duties:issue", args=[drawn.pk]))

    page = client.get(drawn.get_absolute_url()).content.decode()
    assert "讲党课" in page
    assert "已下发" in client.get(reverse("duties:lists")).content.decode()


def test_the_page_of_a_list_costs_the_same_with_one_and_three(
    steady_queries, client, draw, branches, detachment
):
    drawn = draw()
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=detachment))
    page = steady_queries(
        7,
        make=lambda: lists.add_item(responsibility_list=drawn, text="谈心谈话", every=Every.YEAR),
        call=lambda: client.get(drawn.get_absolute_url()),
    )
    assert page.content.decode().count(". 谈心谈话") == 3


def test_making_costs_the_same_for_few_and_many_branches(
    django_assert_num_queries, draw, branches, detachment
):
    issue(draw())
    for more in (1, 8):
        for _ in range(more):
            BranchFactory(unit=UnitFactory(parent=detachment))
        with django_assert_num_queries(5):
            assert make() == more
