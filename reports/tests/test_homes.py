"""What members and the others find, and how many queries each home takes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assessment.choices import EntryOrigin
from assessment.models import Entry, Settlement
from branches.choices import Role
from branches.periods import Grain, Period
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import AgendaItem, Attendance, Decision, Draft
from notices.choices import NoticeKind
from notices.models import Notice
from reports.tests.conftest import SOMETIME, text_of
from reports.tests.records import a_claim, a_rule, held
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


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


def test_a_member_sees_the_own_points_and_what_changed(force, page):
    user, now = force.user(Role.MEMBER), timezone.now()
    me, other = member_of(force.here, user=user, name="我"), member_of(force.here, name="他")
    quarter = str(Period.containing(timezone.localdate(), Grain.QUARTER))
    rule = a_rule()
    Settlement.objects.create(branch=force.here, quarter=quarter, rule_set=rule.rule_set)
    for who, points, days in ((me, 5, 1), (me, 2, 30), (other, 9, 1)):
        claim = a_claim(who, force.here, rule)
        Entry.objects.create(
            member=who,
            branch=force.here,
            quarter=quarter,
            rule=rule,
            points=points,
            origin=EntryOrigin.CLAIMED,
            source=f"claim:{claim.pk}",
            claim=claim,
            occurred_on=SOMETIME,
            approved_by=UserFactory(),
            created_at=now - timedelta(days=days),
        )

    text = text_of(page(Role.MEMBER, "/", user=user))
    assert "67分" in text
    assert "+5分" in text
    assert "1 条记录" in text
    assert "69.0" not in text
    assert "76.0" not in text


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
        (Role.SECRETARY, "/", 15),
        (Role.BRIGADE_OFFICER, "/", 9),
        (Role.MEMBER, "/", 14),
        (Role.SUPERVISOR, "/", 5),
        (Role.ADMINISTRATOR, "/", 6),
        (Role.AUDITOR, "/", 5),
    ],
)
def test_queries_of_the_homes(force, many, role, address, queries, django_assert_num_queries):
    user = force.user(role)
    member = member_of(force.here, user=user)
    rule = a_rule()
    quarter = Period.containing(timezone.localdate(), Grain.QUARTER)
    Settlement.objects.create(branch=force.here, quarter=str(quarter), rule_set=rule.rule_set)
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
        a_claim(member_of(force.here), force.here, rule)
        a_claim(member, force.here, rule)
        Notice.objects.create(
            recipient=user, key=str(number), kind=NoticeKind.SYSTEM, subject="通知"
        )
    client = client_of(user)

    with django_assert_num_queries(queries):
        client.get(address)
