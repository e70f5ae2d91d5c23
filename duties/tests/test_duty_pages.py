"""Duties on the page: giving, reporting, verifying, finding."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role
from duties.choices import DutyAction, DutyState
from duties.models import Duty, DutyEvent
from duties.services import duties as services
from duties.tests.given import NOW, report
from duties.timeline import timeline_of
from tests.factories import BranchFactory, UnitFactory, member_of

pytestmark = pytest.mark.django_db


def test_pages_from_giving_to_verifying(client, branch, detachment, secretary, office):
    client.force_login(office)
    due = timezone.localdate() + timedelta(days=9)
    BranchFactory(unit=UnitFactory(parent=detachment))
    form = {"title": "报送情况", "due_on": due, "source": "directive", "owner_role": "secretary"}
    asked = client.get(reverse("duties:new")).content.decode()
    assert ">党支部</label>" in asked
    assert "请选择党支部" in client.post(reverse("duties:new"), form).content.decode()
    client.post(reverse("duties:new"), form | {"everywhere": "on"})
    assert Duty.objects.count() == 2
    duty = Duty.objects.get(branch=branch)
    assert duty.verified_above

    client.force_login(secretary)
    page = client.get(reverse("duties:list")).content.decode()
    assert "报送情况" in page
    client.post(
        reverse("duties:done", args=[duty.pk]),
        {"on": timezone.localdate(), "evidence": "已报送"},
    )
    assert client.get(duty.get_absolute_url()).context["verifies"] is False
    client.force_login(office)
    assert client.get(duty.get_absolute_url()).context["verifies"] is True
    client.post(reverse("duties:verify", args=[duty.pk]), {"return": "1", "remark": "缺表"})
    duty.refresh_from_db()
    assert duty.state == DutyState.RETURNED


def test_a_committee_gives_to_somebody_of_the_branch(client, branch, secretary):
    member = member_of(branch, name="赵一鸣")
    elsewhere = member_of(BranchFactory())
    client.force_login(secretary)
    form = {"title": "出一期板报", "due_on": timezone.localdate()}

    bad = client.post(reverse("duties:new"), form | {"owner": f"member-{elsewhere.pk}"})
    assert bad.status_code == 200
    client.post(reverse("duties:new"), form | {"owner": f"member-{member.pk}"})

    assert Duty.objects.get().owner == member


def test_a_secretary_does_not_move_what_came_from_above(client, give, secretary, office):
    duty = give(verified_above=True)
    client.force_login(secretary)
    assert client.get(reverse("duties:drop", args=[duty.pk])).status_code == 404
    client.force_login(office)
    assert client.get(reverse("duties:drop", args=[duty.pk])).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"show": "late"}, {"逾期"}),
        ({"show": "owed"}, {"逾期", "将来"}),
        ({"show": "owed", "q": "将来"}, {"将来"}),
        ({"show": "done"}, {"报告"}),
        ({"show": "verify"}, {"报告"}),
        ({"show": "ended"}, {"撤销"}),
        ({"show": "owed", "source": "list"}, set()),
        ({}, {"逾期"}),
    ],
)
def test_tabs_and_chips(client, branch, office, secretary, query, expected):
    today = timezone.localdate()
    done = {"state": "done", "done_on": today, "done_by": secretary}
    for title, day, details in (
        ("逾期", today - timedelta(days=1), {}),
        ("将来", today, {}),
        ("报告", today, done),
        ("撤销", today, {"state": "dropped"}),
    ):
        Duty.objects.create(title=title, branch=branch, due_on=day, **details)
    client.force_login(office)

    answer = client.get(reverse("duties:list"), query)

    assert {duty.title for duty, *_ in answer.context["rows"]} == expected


def test_the_list_costs_the_same_with_one_and_three(steady_queries, client, branch, office):
    client.force_login(office)
    page = steady_queries(
        6,
        make=lambda: Duty.objects.create(
            title="排查隐患", branch=branch, due_on=date(2026, 1, 1), owner=member_of(branch)
        ),
        call=lambda: client.get(reverse("duties:list")),
    )
    assert page.content.decode().count("排查隐患</a>") == 3


def test_a_refused_report_says_why_and_keeps_what_was_typed(client, give, secretary):
    duty = give()
    client.force_login(secretary)
    tomorrow = timezone.localdate() + timedelta(days=1)

    page = client.post(
        reverse("duties:done", args=[duty.pk]), {"on": tomorrow, "evidence": "已经整改"}
    ).content.decode()

    assert "完成日期不能晚于今天" in page
    assert "已经整改" in page
    assert Duty.objects.get().is_owed


def test_what_happened_is_told_in_order_of_time(give, secretary):
    duty = give()
    duty.events.all().delete()  # of a list or a meeting: nobody gave it by hand
    DutyEvent.objects.create(
        duty=duty, action=DutyAction.DONE, by=secretary, at=duty.given_at - timedelta(days=2)
    )

    times = [event["at"] for event in timeline_of(duty)]

    assert len(times) == 2
    assert times == sorted(times, reverse=True)


def test_the_page_says_on_which_day_it_was_done(give, secretary, client):
    duty = give(owner_role=Role.SECRETARY)
    client.force_login(secretary)
    assert "<dt>完成日期</dt>" not in client.get(duty.get_absolute_url()).content.decode()

    report(duty, secretary)

    assert "<dt>完成日期</dt>" in client.get(duty.get_absolute_url()).content.decode()


def test_returning_offers_another_day_and_leads_to_the_next(client, give, secretary, office):
    late, waits = report(give(), secretary), report(give(title="报送情况"), secretary)
    today = timezone.localdate()
    Duty.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=12))
    client.force_login(office)
    page = client.get(late.get_absolute_url()).content.decode()
    again = today + timedelta(days=7)
    assert f'value="{again}"' in page
    assert "退回时必须写明原因" in page

    url, data = reverse("duties:verify", args=[late.pk]), {"return": "1", "due_on": again}
    assert "请写明退回的原因" in client.post(url, data).content.decode()
    page = client.post(url, data | {"remark": "缺表"}, follow=True).content.decode()
    assert "已退回，报告的人会收到消息。" in page
    assert waits.get_absolute_url() in page
    page = client.post(reverse("duties:verify", args=[waits.pk]), {}, follow=True).content.decode()
    assert "已核验通过" in page
    assert "下一件待您核验" not in page


def test_what_is_returned_and_late_says_both(client, give, secretary, office):
    duty = report(give(), secretary)
    services.return_duty(duty=duty, by=office, now=NOW, remark="缺表")
    Duty.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    client.force_login(office)
    page = client.get(duty.get_absolute_url()).content.decode()

    assert "已退回</span>" in page
    assert "逾期 3 天</span>" in page


def test_a_search_says_where_else_something_is(client, give, secretary, committee, office):
    services.verify_duty(duty=report(give(), secretary), by=committee, now=NOW)
    client.force_login(office)
    page = client.get(reverse("duties:list"), {"q": "用电"}).content.decode()

    assert "“已办结”里有 1 件" in page
    assert "?q=%E7%94%A8%E7%94%B5&amp;show=ended" in page
