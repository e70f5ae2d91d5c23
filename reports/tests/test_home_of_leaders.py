"""What a secretary finds on opening the app."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.choices import BranchKind, Role
from meetings.choices import MeetingKind, MeetingState, ReviewAction
from meetings.models import AgendaItem, Decision, Draft, Review, Theme
from reports.homes.leader import LeaderHome
from reports.homes.waiting import Waiting
from reports.tests.conftest import SOMETIME, text_of
from reports.tests.records import a_claim, a_rule, held
from reports.tests.test_statistics_of_inspections import inspection
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 10)


def leader(force, today=TODAY) -> LeaderHome:
    return LeaderHome(force.user(Role.SECRETARY), force.here, today)


def test_a_secretary_is_told_what_is_late_and_due_each_with_one_button(force):
    for month in range(1, 7):
        held(force.here, MeetingKind.THEME_DAY, date(2026, month, 10))
    for kind, day in [
        (MeetingKind.GENERAL, date(2026, 3, 2)),
        (MeetingKind.GENERAL, date(2026, 5, 2)),
        (MeetingKind.LECTURE, date(2026, 3, 2)),
        (MeetingKind.LECTURE, date(2026, 5, 2)),
    ]:
        held(force.here, kind, day)

    rows = leader(force).owed
    assert [row.title for row in rows] == [
        "7月主题党日",
        "8月主题党日",
        "第三季度支部党员大会",
        "第三季度党课",
    ]
    assert [row.action_label for row in rows] == ["补录", "记录", "记录", "记录"]
    assert [row.primary for row in rows] == [False, True, False, False]
    assert rows[1].day == date(2026, 8, 17)  # the 15th is a Saturday
    assert "day=2026-08-17" in rows[1].action_url
    assert "kind=theme_day" in rows[1].action_url


def test_a_published_theme_is_adopted_by_one_tap(force, page):
    today = timezone.localdate()
    theme = Theme.objects.create(
        unit=force.detachment,
        month=f"{today:%Y-%m}",
        title="学习新党章",
        published_by=UserFactory(),
    )

    html = page(Role.SECRETARY, "/")
    assert "学习新党章" in html
    assert f"theme={theme.pk}" in html
    assert "采纳主题" in html


def test_an_adopted_theme_is_gone_on_with(force):
    home = leader(force)
    theme = Theme.objects.create(
        unit=force.detachment, month="2026-08", title="学习", published_by=UserFactory()
    )
    draft = Draft.objects.create(
        token=uuid4(), branch=force.here, theme=theme, saved_by=home.user, content={"title": "学"}
    )

    row = next(row for row in home.owed if row.title == "8月主题党日")
    assert row.action_label == "继续填写"
    assert row.action_url == draft.get_absolute_url()


def test_a_theme_of_another_detachment_is_not_offered(force):
    Theme.objects.create(
        unit=UnitFactory(), month="2026-08", title="别处的", published_by=UserFactory()
    )

    assert leader(force).theme is None


def test_what_was_explained_is_not_nagged_about(force):
    held(force.here, MeetingKind.THEME_DAY, date(2026, 7, 9), state=MeetingState.CANCELLED)

    assert "7月主题党日" not in [row.title for row in leader(force).owed]


def test_what_came_back_what_is_unfinished_and_what_was_decided(force, page):
    meeting = held(
        force.here, MeetingKind.LECTURE, SOMETIME, state=MeetingState.RETURNED, title="退回的党课"
    )
    Review.objects.create(
        meeting=meeting, action=ReviewAction.RETURN, by=UserFactory(), remark="请补充发言"
    )
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="议题")
    decision = Decision.objects.create(
        branch=force.here,
        item=item,
        year=2025,
        number=1,
        text="修训练塔",
        due_on=SOMETIME,
        owner=member_of(force.here),
    )
    Draft.objects.create(
        token=uuid4(), branch=force.here, saved_by=UserFactory(), content={"title": "写了一半"}
    )
    elsewhere = held(
        force.there, MeetingKind.LECTURE, SOMETIME, state=MeetingState.RETURNED, title="别人的"
    )
    Review.objects.create(
        meeting=elsewhere, action=ReviewAction.RETURN, by=UserFactory(), remark="与你无关"
    )

    html = page(Role.SECRETARY, "/")
    text = text_of(html)
    for said in ("退回的党课", "请补充发言", "修训练塔"):
        assert said in text
    assert "催办" in text
    assert f'action="/meetings/decisions/{decision.pk}/remind/"' in html
    assert "没写完的" in text
    assert "与你无关" not in text


def test_a_claim_waits_for_another_persons_yes(force, page):
    rule = a_rule()
    someone = member_of(force.here, name="赵申报")
    a_claim(someone, force.here, rule)
    a_claim(member_of(force.there, name="钱别处"), force.there, rule)

    text = text_of(page(Role.SECRETARY, "/"))
    assert "赵申报" in text
    assert "钱别处" not in text


def test_findings_to_answer_wait_and_open_the_branchs_page(force):
    inspection(force)
    secretary = force.user(Role.SECRETARY)

    (row,) = [one for one in Waiting(secretary).all if one.key == "findings"]
    assert (row.number, row.said) == (4, "待答复的调阅问题")
    assert row.url == reverse("meetings:inspected_branch", args=[force.here.code])
    assert Waiting(force.user(Role.MEMBER)).counts["findings"] == 0
    assert Waiting(force.user(Role.BRIGADE_OFFICER)).counts["findings"] == 0


def test_when_all_is_done_it_says_so(force):
    home = LeaderHome(force.user(Role.SECRETARY), BranchFactory(kind=BranchKind.TEMPORARY), TODAY)

    assert (home.owed, home.to_do) == ([], 0)
