"""What pages show to whom, in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.ui.words import cn_day, signed
from assessment.choices import SettlementState
from assessment.models import Claim, Objection, Settlement
from assessment.tests.stage import LAST_QUARTER, NOW_QUARTER, count, published, read
from assessment.tests.world import meeting, rule_set
from branches.choices import BranchKind, Role
from branches.models import Branch
from branches.periods import Grain, Period
from meetings.choices import MeetingKind
from meetings.models import AgendaItem, Decision
from members.choices import MembershipKind
from tests.factories import (
    BranchFactory,
    MembershipFactory,
    UnitFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    return rule_set(effective_from="2025Q2")


def test_my_points_say_what_and_why(client, branch, member):
    record = meeting(branch, day=NOW_QUARTER.begins, present=[member])
    count()

    page = read(client, member.user, "mine")

    assert "62" in page
    assert "合格" in page
    assert record.get_absolute_url() in page
    assert "近 7 天新记入 +2 分，1 条记录" in page
    assert "公示时会通知你" in page
    assert "不到 60 分" in page
    assert "0 分以上，不到 60" not in page
    assert "还可得 14 分" in page


def test_what_was_entered_later_than_it_happened_says_when(client, branch, member):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    meeting(branch, day=yesterday, present=[member])
    quarter = Period.containing(yesterday, Grain.QUARTER)
    count(quarter)

    page = read(client, member.user, "mine", period=str(quarter))

    assert f"<small>{cn_day(today)}记入</small>" in page


def test_a_quarter_that_is_settled_says_that_objecting_is_over(client, branch, member, office):
    settlement = published(branch, office)
    Settlement.objects.update(state=SettlementState.LOCKED)

    page = read(client, member.user, "mine", period=settlement.quarter)

    assert "异议时间已过" in page


def test_my_points_say_what_the_cap_leaves_out(client, branch, member):
    for _ in range(10):
        meeting(branch, day=NOW_QUARTER.begins, present=[member])
    count()

    assert "本季已达封顶 16 分，另有 4 分不计" in read(client, member.user, "mine")


def test_my_points_in_a_fixed_number_of_queries(client, branch, member, steady_queries):
    client.force_login(member.user)
    read(client, member.user, "mine")

    def one_more():
        meeting(branch, title="党日", day=NOW_QUARTER.begins, present=[member])
        item = AgendaItem.objects.create(
            meeting=meeting(branch, kinds=[MeetingKind.COMMITTEE]), number=1, title="议题"
        )
        Decision.objects.create(
            branch=branch, item=item, year=2026, number=item.pk, text="整改", owner=member,
            done_on=NOW_QUARTER.begins,
        )  # fmt: skip
        count()

    page = steady_queries(10, make=one_more, call=lambda: client.get(reverse("assessment:mine")))

    assert page.content.decode().count("党日</a>") == 3
    assert page.content.decode().count("号：整改</a>") == 3


def test_the_trend_takes_published_quarters(client, branch, member, secretary):
    meeting(branch, day=LAST_QUARTER.begins, present=[member])
    published(branch, secretary)
    count()

    answer = client.force_login(member.user) or client.get(reverse("assessment:mine"))

    assert answer.context["shown"].chart["series"][0]["data"] == [None, None, 62.0, 60.0]


def test_a_guest_is_shown_where_the_relation_is(client, branch, member):
    other = BranchFactory(name="借用的党支部")
    MembershipFactory(member=member, branch=other, kind=MembershipKind.SECONDED)
    count()

    page = read(client, member.user, "mine")

    assert f"{branch.name}积分" in page
    assert other.name not in page


def test_a_guest_whose_relation_is_not_counted_is_settled_nowhere(client, branch, member):
    Branch.objects.filter(pk=branch.pk).update(kind=BranchKind.COMMITTEE)
    other = BranchFactory(name="借用的党支部")
    MembershipFactory(member=member, branch=other, kind=MembershipKind.SECONDED)
    count()

    assert other.name not in read(client, member.user, "mine")


def test_who_has_no_file_is_told_so(client, office):
    assert "没有对应的党员名册" in read(client, office, "mine")


def test_objecting_is_offered_only_in_time(client, branch, member, secretary):
    settlement = published(branch, secretary)
    period = {"period": str(LAST_QUARTER)}

    assert "提出异议" in read(client, member.user, "mine", **period)
    Settlement.objects.update(objections_until=timezone.localdate() - timedelta(days=1))
    assert "提出异议" not in read(client, member.user, "mine", **period)
    assert settlement.is_shown


def test_objecting_and_answering_through_the_pages(client, branch, member, secretary, rules):
    meeting(branch, day=LAST_QUARTER.begins, absent=[member])
    settlement = published(branch, secretary)
    entry = member.entries.get()
    client.force_login(member.user)
    address = reverse("assessment:raise_objection", args=[branch.code, str(LAST_QUARTER)])
    client.post(address, {"entry": entry.pk, "text": "当天在队执勤"})
    objection = Objection.objects.get()
    client.force_login(secretary)

    client.post(
        reverse("assessment:objection", args=[objection.pk]),
        {"upheld": "yes", "answer": "属实", "rule": entry.rule_id, "points": "3"},
    )

    page = read(client, member.user, "mine", period=str(LAST_QUARTER))
    assert "异议成立：属实" in page
    assert settlement.standings.get(member=member).total == Decimal(57)
    assert sum(line.points for line in member.entries.all()) == 0


def objected(client, branch, member, secretary):
    """An objection of the member to an absence, handed in on the page."""
    meeting(branch, day=LAST_QUARTER.begins, absent=[member], title="9月主题党日")
    published(branch, secretary)
    client.force_login(member.user)
    address = reverse("assessment:raise_objection", args=[branch.code, str(LAST_QUARTER)])
    offered = client.get(address).content.decode()
    client.post(address, {"entry": member.entries.get().pk, "text": "当天在队执勤"})
    return offered, Objection.objects.get()


def test_the_picker_and_the_objection_name_the_line_that_it_is_about(
    client, branch, member, secretary, rules
):
    offered, _ = objected(client, branch, member, secretary)
    entry = member.entries.get()

    day = f"{entry.occurred_on.month}月{entry.occurred_on.day}日"
    assert f"{day}　主题党日　{signed(entry.points)} 分　{entry.meeting}" in offered
    page = read(client, member.user, "mine", period=str(LAST_QUARTER))
    assert "针对：" in page
    assert entry.meeting.title in page.partition("针对：")[2].partition("</div>")[0]


def test_the_secretary_answers_from_the_list_and_the_member_takes_it_back(
    client, branch, member, secretary, rules
):
    _, objection = objected(client, branch, member, secretary)
    address = reverse("assessment:objection", args=[objection.pk])
    button = f'href="{address}">答复</a>'
    period = {"period": str(LAST_QUARTER)}

    assert button in read(client, secretary, "branch", branch.code, **period)
    client.force_login(secretary)
    assert client.post(address, {"withdraw": "1"}).status_code == 404

    client.force_login(member.user)
    assert "已撤回" in client.post(address, {"withdraw": "1"}, follow=True).content.decode()
    assert button not in read(client, secretary, "branch", branch.code, **period)


def test_the_branch_reads_totals_only_once_published(client, branch, member, secretary):
    member_of(branch, name="同支部的人", name_pinyin="a")
    count()
    assert "同支部的人" in read(client, secretary, "branch", branch.code)
    assert "同支部的人" not in read(client, member.user, "branch", branch.code)

    published(branch, secretary)

    period = {"period": str(LAST_QUARTER)}
    page = read(client, member.user, "branch", branch.code, **period)
    assert page.index("同支部的人") < page.index("本人")
    assert reverse("assessment:member", args=[member.pk]) not in page


def test_the_branch_page_in_a_fixed_number_of_queries(client, branch, secretary, steady_queries):
    client.force_login(secretary)

    def one_more():
        member_of(branch, name="被数的人")
        count()

    page = steady_queries(
        10,
        make=one_more,
        call=lambda: client.get(reverse("assessment:branch", args=[branch.code])),
    )

    assert page.content.decode().count("被数的人") == 3


def test_the_stepper_names_what_stands_in_the_way(client, branch, member, secretary):
    settlement = published(branch, secretary)
    Objection.objects.create(settlement=settlement, member=member, text="少记一次")
    meeting(branch, day=LAST_QUARTER.begins, present=[member])

    page = read(client, secretary, "settlement", branch.code, str(LAST_QUARTER))

    assert "还不能确认：还有 1 条异议没有答复" in page
    assert "会新增 1 条流水" in page
    assert secretary.name in page


def test_the_office_sees_exceptions_first(client, branch, member, office):
    quiet = BranchFactory(unit=branch.unit, name="没有事的党支部")
    count()
    Claim.objects.create(
        token=uuid4(), member=member, branch=branch, quarter=str(NOW_QUARTER),
        rule=Settlement.objects.first().rule_set.rules.get(code="B1"), points=3,
        occurred_on=NOW_QUARTER.begins, reason="表扬", proposed_by=member.user,
    )  # fmt: skip

    page = read(client, office, "settlements")

    assert "共 2 个支部：积分中 2 个" in html.fromstring(page).text_content()
    assert "1 项申报待审核" in page
    assert quiet.name not in page


def test_every_figure_of_the_office_page_opens_its_branches(client, branch, brigade, office):
    """Also that of the brigade's own branch, which is no branch of a station below."""
    BranchFactory(unit=brigade, name="大队机关党支部")
    count()
    BranchFactory(unit=branch.unit, name="还没计分的党支部")
    client.force_login(office)
    start = reverse("assessment:settlements")

    pages = [html.fromstring(client.get(start).content.decode())]
    pages.append(html.fromstring(client.get(f"{start}?unit={brigade.code}").content.decode()))
    figures = [
        (link.text_content(), link.get("href"))
        for page in pages
        for link in page.xpath("//td[@class='cell-num']/a | //p[@class='measure']/a")
    ]

    assert len(figures) > 8
    for number, address in figures:
        listed = client.get(f"{start}{address}").content.decode()
        assert f"共 {number} 个支部" in listed, address
        assert listed.count('<td class="cell-main">') == int(number)
        for link in html.fromstring(listed).xpath("//td[@class='cell-main']/a"):
            assert client.get(link.get("href")).status_code == 200


def test_what_is_no_state_is_the_usual_page(client, office):
    client.force_login(office)
    page = client.get(reverse("assessment:settlements"), {"state": "none-such"})

    assert "先看这些" in page.content.decode()


def test_the_office_page_in_a_fixed_number_of_queries(client, brigade, office, steady_queries):
    client.force_login(office)

    def one_more():
        made = BranchFactory(unit=UnitFactory(parent=brigade), name="要处理的党支部")
        count(LAST_QUARTER)
        return made

    page = steady_queries(
        11,
        make=one_more,
        call=lambda: client.get(reverse("assessment:settlements"), {"period": str(LAST_QUARTER)}),
    )

    assert page.content.decode().count("要处理的党支部") == 3


def test_the_office_takes_all_along(client, branch, office):
    BranchFactory(unit=branch.unit)
    count(LAST_QUARTER)
    client.force_login(office)

    client.post(reverse("assessment:settle_all", args=[str(LAST_QUARTER), "compute"]))

    states = set(Settlement.objects.values_list("state", flat=True))
    assert states == {SettlementState.COMPUTED}


def test_another_office_takes_nothing_along(client, branch):
    count(LAST_QUARTER)
    client.force_login(user_with(Role.POLITICAL_OFFICE, unit=UnitFactory()))

    answer = client.post(reverse("assessment:settle_all", args=[str(LAST_QUARTER), "compute"]))

    assert answer.status_code == 404
    assert Settlement.objects.get().state == SettlementState.OPEN
