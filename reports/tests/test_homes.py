"""What each post finds on opening the app."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assessment.choices import RuleSetState, SettlementState
from assessment.models import Claim, Rule, RuleSet, Settlement, Standing
from branches.choices import BranchKind, Role
from branches.models import Coverage
from branches.periods import Grain, Period
from meetings.choices import MeetingKind, MeetingState, Presence, ReviewAction
from meetings.models import AgendaItem, Attendance, Decision, Draft, Review, Theme
from notices.choices import NoticeKind
from notices.models import Notice
from reports.homes.above import UnitHome
from reports.homes.leader import LeaderHome
from reports.tests.conftest import SOMETIME, text_of
from reports.tests.records import held
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 10)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def leader(force, today=TODAY) -> LeaderHome:
    return LeaderHome(force.user(Role.SECRETARY), force.here, today)


# The secretary


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
    Decision.objects.create(
        branch=force.here, item=item, year=2025, number=1, text="修训练塔", due_on=SOMETIME
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

    text = text_of(page(Role.SECRETARY, "/"))
    for said in ("退回的党课", "请补充发言", "修训练塔"):
        assert said in text
    assert "没写完的" in text
    assert "与你无关" not in text


def test_a_claim_waits_for_another_persons_yes(force, page):
    rule = _rule()
    someone = member_of(force.here, name="赵申报")
    _claim(someone, force.here, rule)
    _claim(member_of(force.there, name="钱别处"), force.there, rule)

    text = text_of(page(Role.SECRETARY, "/"))
    assert "赵申报" in text
    assert "钱别处" not in text


def test_when_all_is_done_it_says_so(force):
    home = LeaderHome(force.user(Role.SECRETARY), BranchFactory(kind=BranchKind.TEMPORARY), TODAY)

    assert (home.owed, home.to_do) == ([], 0)


# Above


def test_an_officers_sentences_count_only_the_own_brigade(force):
    for branch in (force.here, force.there):
        held(branch, MeetingKind.LECTURE, date(2026, 8, 3), state=MeetingState.HANDED_IN)
    user = force.user(Role.BRIGADE_OFFICER)
    home = UnitHome(user, force.brigade, date(2026, 9, 10))

    assert home.records_waiting == 1
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

    assert (str(home.quarter), home.quarter_label) == (quarter, label)
    assert str(home.running.period) == str(Period.containing(today, Grain.QUARTER))


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
    rule = _rule()
    for branch, state in [
        (force.here, SettlementState.PUBLISHED),
        (force.there, SettlementState.COMPUTED),
        (BranchFactory(), SettlementState.LOCKED),
    ]:
        Settlement.objects.create(
            branch=branch, quarter=str(quarter), rule_set=rule.rule_set, state=state
        )

    text = text_of(page(Role.POLITICAL_OFFICE, "/standing/"))
    assert "城东大队" in text
    assert "公示中" in text
    assert "已计算" in text
    assert "已锁定" not in text
    assert "已计算" not in text_of(page(Role.BRIGADE_OFFICER, "/standing/"))


# Members and the others


def test_a_member_sees_both_rates_of_the_own_year(force, page):
    user = force.user(Role.MEMBER)
    me, other = member_of(force.here, user=user), member_of(force.here)
    year = timezone.localdate().year
    for month, presence in [(1, "present"), (2, "present"), (3, "called_out"), (4, "absent")]:
        meeting = held(force.here, MeetingKind.LECTURE, date(year, month, 9))
        for who, how in ((me, presence), (other, Presence.ABSENT)):
            Attendance.objects.create(meeting=meeting, member=who, branch=force.here, presence=how)

    text = text_of(page(Role.MEMBER, "/", user=user))
    assert "50.0%" in text
    assert "实到 2／应到 4" in text
    assert "66.7%" in text
    assert "实到 2／应到 3" in text


def test_a_member_sees_the_published_points_and_what_changed(force, page):
    user = force.user(Role.MEMBER)
    me, other = member_of(force.here, user=user), member_of(force.here)
    rule = _rule()
    for quarter, points in [("2025Q1", "78.0"), ("2025Q2", "81.5")]:
        settlement = Settlement.objects.create(
            branch=force.here,
            quarter=quarter,
            rule_set=rule.rule_set,
            state=SettlementState.PUBLISHED,
        )
        for who, total in ((me, points), (other, "99.0")):
            Standing.objects.create(
                settlement=settlement, member=who, total=Decimal(total), band="良好"
            )

    text = text_of(page(Role.MEMBER, "/", user=user))
    assert "81.5" in text
    assert "+3.5" in text
    assert "99" not in text


def test_a_member_finds_unread_notices(force, page):
    user = force.user(Role.MEMBER)
    for who, subject in ((user, "请带党徽"), (UserFactory(), "别人的信")):
        Notice.objects.create(recipient=who, key="k", kind=NoticeKind.SYSTEM, subject=subject)

    text = text_of(page(Role.MEMBER, "/", user=user))
    assert "请带党徽" in text
    assert "别人的信" not in text


def test_a_supervisor_reads_what_was_accepted_in_the_own_branch(force, page):
    held(force.here, MeetingKind.LECTURE, SOMETIME, title="通过的党课")
    held(force.here, MeetingKind.LECTURE, SOMETIME, state=MeetingState.HANDED_IN, title="待审的")
    held(force.there, MeetingKind.LECTURE, SOMETIME, title="别处的党课")

    text = text_of(page(Role.SUPERVISOR, "/"))
    assert "通过的党课" in text
    assert "待审的" not in text
    assert "别处的党课" not in text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_keeps_the_system_sees_no_party_content(force, page, role):
    held(force.here, MeetingKind.LECTURE, SOMETIME, title="通过的党课")

    html = page(role, "/")
    for secret in ("通过的党课", "东门站党支部", "城东大队"):
        assert secret not in html
    assert page(role, "/standing/") == 404


def test_who_has_no_post_is_told_whom_to_ask(force, page):
    text = text_of(page(Role.MEMBER, "/", user=UserFactory()))

    assert "请联系所在党支部的书记或支队政治处" in text


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("role", "address", "queries"),
    [
        (Role.SECRETARY, "/", 12),
        (Role.BRIGADE_OFFICER, "/", 12),
        (Role.MEMBER, "/", 11),
        (Role.SUPERVISOR, "/", 5),
        (Role.ADMINISTRATOR, "/", 5),
        (Role.AUDITOR, "/", 5),
    ],
)
def test_queries_of_the_homes(force, many, role, address, queries, django_assert_num_queries):
    user = force.user(role)
    member = member_of(force.here, user=user)
    rule = _rule()
    for number in range(many):
        branch = BranchFactory(unit=UnitFactory(parent=force.brigade))
        meeting = held(branch, MeetingKind.LECTURE, SOMETIME, state=MeetingState.HANDED_IN)
        mine = held(force.here, MeetingKind.LECTURE, SOMETIME, state=MeetingState.RETURNED)
        item = AgendaItem.objects.create(meeting=mine, number=1, title="议题")
        Decision.objects.create(
            branch=force.here, item=item, year=2025, number=number, text="事", due_on=SOMETIME
        )
        Draft.objects.create(token=uuid4(), branch=force.here, saved_by=user)
        Attendance.objects.create(meeting=meeting, member=member, branch=branch)
        _claim(member_of(force.here), force.here, rule)
        _claim(member, force.here, rule)
        Notice.objects.create(
            recipient=user, key=str(number), kind=NoticeKind.SYSTEM, subject="通知"
        )
    client = client_of(user)

    with django_assert_num_queries(queries):
        client.get(address)


def _rule() -> Rule:
    rule_set = RuleSet.objects.create(
        name="测试规则",
        version=99,
        state=RuleSetState.IN_FORCE,
        effective_from="2020Q1",
        base=60,
        bonus_cap=40,
    )
    return Rule.objects.create(
        rule_set=rule_set, code="T1", name="立功", group="奖励", basis="claim", points=5
    )


def _claim(member, branch, rule) -> Claim:
    return Claim.objects.create(
        token=uuid4(),
        member=member,
        branch=branch,
        rule=rule,
        quarter="2025Q3",
        points=5,
        occurred_on=SOMETIME,
        reason="立功",
        proposed_by=member.user or UserFactory(),
    )
