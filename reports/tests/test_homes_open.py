"""Every figure of a home opens the list that it was counted from."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from assessment.choices import SettlementState
from assessment.models import Objection, Settlement
from branches.choices import Role
from branches.models import Branch
from branches.periods import Grain, Period
from duties.choices import DutyState
from duties.models import Duty
from meetings.choices import MeetingKind, MeetingState, OddityKind, Presence
from meetings.models import Attendance, Oddity
from reports.tests import opening
from reports.tests.conftest import Force, text_of
from reports.tests.opening import COUNTED, figures_of
from reports.tests.records import a_claim, a_rule, held, with_committee
from surveys.choices import SurveyState
from surveys.models import Participation, Survey
from tests.factories import UserFactory, member_of

pytestmark = pytest.mark.django_db
CALLED_OUT, ABSENT = Presence.CALLED_OUT, Presence.ABSENT


def last_month() -> Period:
    return Period.containing(timezone.localdate(), Grain.MONTH).previous


def called(branch: Branch, kind: MeetingKind, day, roll, **details):
    """A meeting with its roll: one row for each person and presence."""
    presences = list(roll.values())
    meeting = held(
        branch,
        kind,
        day,
        expected=len(roll),
        present=presences.count(Presence.PRESENT),
        excused=presences.count(CALLED_OUT),
        **details,
    )
    for person, presence in roll.items():
        Attendance.objects.create(meeting=meeting, member=person, branch=branch, presence=presence)
    return meeting


@pytest.fixture
def busy(force) -> Force:
    """Something of everything, in both brigades: what is elsewhere must not be counted."""
    month, today, now = last_month(), timezone.localdate(), timezone.now()
    rule = a_rule()
    for branch in (force.here, force.there):
        me, other = member_of(branch), member_of(branch)
        for number, (kind, presence) in enumerate(
            [(MeetingKind.THEME_DAY, Presence.PRESENT), (MeetingKind.LECTURE, CALLED_OUT)]
        ):
            day = month.begins + timedelta(days=number)
            meeting = called(branch, kind, day, {me: presence, other: Presence.PRESENT})
        Oddity.objects.create(
            meeting=meeting, kind=OddityKind.COPIED, key="k", sentence="与另一份近似"
        )
        called(
            branch,
            MeetingKind.GROUP,
            month.begins,
            {me: ABSENT},
            state=MeetingState.HANDED_IN,
            late_days=9,
            late_reason="出差",
        )
        long_ago = held(branch, MeetingKind.LECTURE, today - timedelta(days=500))
        Oddity.objects.create(
            meeting=long_ago, kind=OddityKind.COPIED, key="k", sentence="与另一份近似"
        )
        with_committee(branch)
        held(branch, MeetingKind.COMMITTEE, month.begins, state=MeetingState.CANCELLED)
        a_claim(me, branch, rule)
        settlement = Settlement.objects.create(
            branch=branch,
            quarter="2025Q3",
            rule_set=rule.rule_set,
            state=SettlementState.PUBLISHED,
            published_at=now,
            objections_until=today,
        )
        Objection.objects.create(settlement=settlement, member=me, text="少记一次")
        Duty.objects.create(title="排查", branch=branch, due_on=today, owner=other)
        Duty.objects.create(
            title="整改",
            branch=branch,
            due_on=today,
            owner=other,
            state=DutyState.DONE,
            done_on=today,
            done_by=UserFactory(),
        )
    return force


def asked(user, force: Force) -> None:
    """A duty and a questionnaire for this user."""
    me = member_of(force.here, user=user)
    Duty.objects.create(title="学习", branch=force.here, due_on=timezone.localdate(), owner=me)
    survey = Survey.objects.create(
        unit=force.brigade,
        title="归属感",
        named_key=uuid4(),
        state=SurveyState.OPEN,
        opened_on=timezone.localdate(),
        closes_on=timezone.localdate(),
        created_by=UserFactory(),
        invited=1,
    )
    Participation.objects.create(survey=survey, member=me)


def follow(page, role, user, address: str) -> dict[str, int]:
    """Open each counted figure of the page: its number is what its list comes to. Key → number."""
    found = {}
    for key, figure in figures_of(page(role, address, user=user)).items():
        if key in COUNTED:
            opened = page(role, figure.url, user=user)
            assert str(COUNTED[key](opened)) == figure.value, f"{key} opens {figure.url}"
            found[key] = int(figure.value)
    return found


@pytest.mark.parametrize("period", ["", "month", "quarter", "year"])
@pytest.mark.parametrize("role", [Role.BRIGADE_OFFICER, Role.POLITICAL_OFFICE])
def test_figures_of_a_units_home(busy, page, role, period):
    user = busy.user(role)
    asked(user, busy)
    wanted = {
        "": "",
        "month": f"?period={last_month()}",
        "quarter": f"?period={Period.containing(last_month().begins, Grain.QUARTER)}",
        "year": f"?period={last_month().year}",
    }[period]

    found = follow(page, role, user, f"/{wanted}")

    branches = 2 if role == Role.POLITICAL_OFFICE else 1
    assert found["odd"] == 2 * branches
    assert found["late-entries"] == branches
    assert found["records"] == branches
    assert found["claims"] == found["objections"] == found["verifying"] == branches
    assert found["duties"] == found["surveys"] == 1
    assert found["late"] >= branches
    assert period != "month" or found["explained"] == branches
    assert ("owed" in found) == bool(period)


def test_figures_of_how_a_unit_stands(busy, page):
    role, user = Role.BRIGADE_OFFICER, busy.user(Role.BRIGADE_OFFICER)
    lost = member_of(busy.here)
    lost.memberships.update(until=timezone.localdate() - timedelta(days=1))
    address = f"/standing/?period={last_month()}"

    assert follow(page, role, user, address) == {"without": 1}
    figures = figures_of(page(role, address, user=user))
    for key, said in (("came", opening.turnout), ("attended", opening.attendance)):
        rolled = opening.roll(page(role, figures[key].url, user=user))
        assert rolled == (5, 3, 1)
        assert said(rolled) == (figures[key].value, figures[key].note)


@pytest.mark.parametrize("period", [False, True])
def test_figures_of_a_secretarys_home(busy, page, period):
    role, user = Role.SECRETARY, busy.user(Role.SECRETARY)
    asked(user, busy)
    address = f"/?period={last_month()}" if period else "/"

    found = follow(page, role, user, address)

    assert (found["claims"], found["objections"], found["verifying"]) == (1, 1, 1)
    assert (found["duties"], found["surveys"]) == (1, 1)
    html = page(role, address, user=user)
    figures = figures_of(html)
    told = {"came": opening.turnout, "attended": opening.attendance}
    if period:
        assert found["owed"] > found["entered"] > 0
        told |= {"period-came": opening.turnout, "period-attended": opening.attendance}
    for key, said in told.items():
        rolled = opening.roll(page(role, figures[key].url, user=user))
        assert said(rolled) == (figures[key].value, figures[key].note)


@pytest.mark.parametrize("period", [False, True])
def test_figures_of_a_members_home(busy, page, period):
    role, user, month = Role.MEMBER, busy.user(Role.MEMBER), last_month()
    asked(user, busy)
    me = user.member
    for number, presence in enumerate([Presence.PRESENT, CALLED_OUT, ABSENT]):
        day = month.begins + timedelta(days=number)
        called(busy.here, MeetingKind.LECTURE, day, {me: presence, member_of(busy.here): ABSENT})
    address = f"/?period={month}" if period or month.year < timezone.localdate().year else "/"

    found = follow(page, role, user, address)

    assert (found["duties"], found["surveys"], found["excused"]) == (1, 1, 1)
    figures = figures_of(page(role, address, user=user))
    for key, said in (("turnout", opening.turnout), ("attendance", opening.attendance)):
        counted = opening.marks(page(role, figures[key].url, user=user))
        assert counted == (3, 1, 1)
        assert said(counted) == (figures[key].value, figures[key].note)


def test_a_list_of_own_marks_names_nobody_else(busy, page):
    user = busy.user(Role.MEMBER)
    member_of(busy.here, user=user)

    text = text_of(page(Role.MEMBER, f"/turnout/list/?period={last_month()}", user=user))
    assert "没有计入的会议记录" in text


def test_lists_behind_a_turnout_are_of_the_own_place(busy, page):
    for role, meetings in ((Role.BRIGADE_OFFICER, 3), (Role.POLITICAL_OFFICE, 6)):
        assert opening.rows(page(role, f"/turnout/list/?until={last_month()}")) == meetings


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.MEMBER])
def test_queries_of_the_list_behind_a_turnout(force, role, client, steady_queries):
    user = force.user(role)
    me = member_of(force.here, user=user)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    day = last_month().begins

    steady_queries(
        7 if role == Role.MEMBER else 6,
        make=lambda: called(force.here, MeetingKind.LECTURE, day, {me: Presence.PRESENT}),
        call=lambda: client.get(f"/turnout/list/?period={last_month()}"),
    )
