"""A decision and its duty say the same, whatever happens to either."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from branches.choices import Role
from duties.choices import DutyState
from duties.models import Duty
from duties.services import duties
from duties.services.refusals import DutyRefused
from meetings.models import Decision, Meeting
from meetings.services import supervision
from meetings.services.decisions import finish_decision, reopen_decision
from meetings.tests.records import DAY, NOW, a_branch, record
from tests.factories import UserFactory, user_with

pytestmark = pytest.mark.django_db
BEFORE = import_module("meetings.migrations.0012_duties_of_open_decisions")


@pytest.fixture
def decision():
    record(a_branch()[0])
    found = Decision.objects.select_related("item__meeting", "branch").get()
    Decision.objects.filter(pk=found.pk).update(
        owner=found.branch.memberships.first().member, due_on=DAY + timedelta(days=9)
    )
    found.refresh_from_db()
    supervision.supervise(meeting=found.item.meeting, now=NOW)
    return found


def both(decision):
    decision.refresh_from_db()
    duty = Duty.objects.get(key=f"decision:{decision.pk}")
    assert (duty.title, duty.owner, duty.due_on, duty.done_on) == (
        decision.text[:200], decision.owner, decision.due_on, decision.done_on,
    )  # fmt: skip
    return duty


def test_a_recorded_decision_with_owner_and_day_is_a_duty(decision):
    duty = both(decision)

    assert (duty.branch, duty.state) == (decision.branch, DutyState.OPEN)
    assert duty.source_path == decision.item.meeting.get_absolute_url()
    supervision.supervise(meeting=decision.item.meeting, now=NOW)
    assert Duty.objects.count() == 1


def test_marked_done_in_either_place_it_is_done_in_both(decision):
    by = user_with(Role.SECRETARY, branch=decision.branch)
    finish_decision(decision=decision, on=DAY, by=by, now=NOW)
    assert both(decision).state == DutyState.DONE
    reopen_decision(decision=decision, by=by, now=NOW)
    assert both(decision).state == DutyState.OPEN

    duties.report_done(duty=both(decision), on=DAY, evidence="办好了", by=by, now=NOW)
    assert both(decision).done_on == DAY
    duties.return_duty(duty=both(decision), by=UserFactory(), now=NOW, remark="不全")
    assert both(decision).done_on is None
    duties.report_done(duty=both(decision), on=DAY, evidence="补齐了", by=by, now=NOW)
    duties.verify_duty(duty=both(decision), by=UserFactory(), now=NOW)
    assert both(decision).state == DutyState.VERIFIED


def test_a_corrected_record_corrects_the_duty(decision):
    later = DAY + timedelta(days=30)
    Decision.objects.filter(pk=decision.pk).update(text="改了措辞", due_on=later)
    supervision.supervise(meeting=decision.item.meeting, now=NOW)
    assert both(decision).due_on == later

    former = supervision.keys_of(meeting=decision.item.meeting)
    Decision.objects.filter(pk=decision.pk).update(owner=None)
    supervision.supervise(meeting=decision.item.meeting, now=NOW, former=former)
    assert Duty.objects.get().state == DutyState.DROPPED

    member = decision.branch.memberships.first().member
    Decision.objects.filter(pk=decision.pk).update(owner=member)
    supervision.supervise(meeting=decision.item.meeting, now=NOW)
    assert both(decision).state == DutyState.OPEN


def test_what_was_done_is_not_dropped_by_a_correction(decision):
    by = user_with(Role.SECRETARY, branch=decision.branch)
    finish_decision(decision=decision, on=DAY, by=by, now=NOW)
    former = supervision.keys_of(meeting=decision.item.meeting)
    Decision.objects.all().delete()

    supervision.supervise(meeting=decision.item.meeting, now=NOW, former=former)

    assert Duty.objects.get().state == DutyState.DONE


def test_a_decision_s_duty_is_changed_in_the_minutes_only(decision):
    by = user_with(Role.SECRETARY, branch=decision.branch)
    for verb, values in (
        (duties.change_duty, {"due_on": DAY + timedelta(days=40)}),
        (duties.drop_duty, {}),
    ):
        with pytest.raises(DutyRefused, match="会议记录里更正"):
            verb(duty=both(decision), by=by, now=NOW, reason="推迟", **values)


def test_a_decision_without_owner_is_none(decision):
    Duty.objects.all().delete()
    Decision.objects.update(owner=None)
    supervision.supervise(meeting=Meeting.objects.get(), now=NOW)
    assert not Duty.objects.exists()
    finish_decision(
        decision=Decision.objects.select_related("item__meeting").get(),
        on=DAY, by=UserFactory(), now=NOW,
    )  # fmt: skip
    assert Decision.objects.get().done_on == DAY


def upgrade():
    """What the migration does to decisions of before."""
    BEFORE.supervise(None, SimpleNamespace(connection=connection))


def said(duty):
    own = ("id", "given_at")
    return {name: value for name, value in vars(duty).items() if name[0] != "_" and name not in own}


def test_an_open_decision_of_before_gets_the_duty_it_would_get_today_once(decision):
    Meeting.objects.update(title="长" * 120)
    Decision.objects.update(text="检查装备" * 60)
    decision.refresh_from_db()
    Duty.objects.all().delete()
    meeting = Meeting.objects.get()
    supervision.supervise(meeting=meeting, now=NOW)
    today = said(both(decision))
    events = list(both(decision).events.values("action", "by", "remark"))
    Duty.objects.all().delete()

    upgrade()
    upgrade()

    duty = both(decision)
    assert said(duty) == today
    assert list(duty.events.values("action", "by", "remark")) == events
    assert [event.at for event in duty.events.all()] == [duty.given_at]


def test_what_was_dropped_done_or_not_handed_in_gets_no_duty_from_before(decision):
    Duty.objects.update(state=DutyState.DROPPED)
    upgrade()
    assert Duty.objects.get().state == DutyState.DROPPED

    Duty.objects.all().delete()
    for spoilt in ({"done_on": DAY}, {"owner": None}, {"due_on": None}):
        before = {name: getattr(decision, name) for name in spoilt}
        Decision.objects.update(**spoilt)
        upgrade()
        assert not Duty.objects.exists()
        Decision.objects.update(**before)

    Meeting.objects.update(state="returned")
    upgrade()
    assert not Duty.objects.exists()
