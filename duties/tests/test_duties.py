"""One duty from hand to hand, and who may do what with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from branches.choices import Role
from duties.choices import DutyAction, DutySource, DutyState
from duties.models import Duty
from duties.services import duties as services
from duties.services.refusals import DutyRefused
from duties.tests.given import DUE, NOW, TODAY, actions, report
from notices.models import Notice
from tests.factories import BranchFactory, UserFactory, member_of, user_with

pytestmark = pytest.mark.django_db


def test_a_duty_goes_from_given_to_verified(give, secretary, committee):
    duty = give(owner_role=Role.SECRETARY)
    assert [n.recipient for n in Notice.objects.standing()] == [secretary]

    report(duty, secretary)
    duty = services.verify_duty(duty=duty, by=committee, now=NOW, remark="看过现场")

    assert (duty.state, duty.done_on, duty.verified_by) == (DutyState.VERIFIED, TODAY, committee)
    assert actions(duty) == [DutyAction.GIVE, DutyAction.DONE, DutyAction.VERIFY]
    assert not Notice.objects.standing().exists()


def test_what_is_returned_is_owed_again(give, secretary, office):
    duty = give()
    report(duty, secretary)
    with pytest.raises(DutyRefused, match="退回的原因"):
        services.return_duty(duty=duty, by=office, now=NOW, remark=" ")

    duty = services.return_duty(duty=duty, by=office, now=NOW, remark="没有照片以外的说明")

    assert (duty.state, duty.done_on, duty.done_by) == (DutyState.RETURNED, None, None)
    assert Notice.objects.standing().filter(recipient=secretary, subject__contains="退回").exists()
    report(duty, secretary)
    assert actions(duty).count(DutyAction.DONE) == 2


def test_what_is_returned_after_its_day_may_be_given_another(give, secretary, office):
    duty = give()
    report(duty, secretary)
    Duty.objects.filter(pk=duty.pk).update(due_on=TODAY - timedelta(days=12), climbed_on=TODAY)
    again = TODAY + timedelta(days=7)
    with pytest.raises(DutyRefused, match="不能早于今天"):
        services.return_duty(
            duty=duty, by=office, now=NOW, remark="缺表", due_on=TODAY - timedelta(days=1)
        )
    duty = services.return_duty(duty=duty, by=office, now=NOW, remark="缺表", due_on=again)

    assert (duty.due_on, duty.climbed_on, duty.is_overdue(TODAY)) == (again, None, False)
    assert duty.events.last().remark == f"缺表（时限由 {TODAY - timedelta(days=12)} 改为 {again}）"


def test_what_a_meeting_decided_keeps_its_day_when_it_is_returned(give, secretary, office):
    duty = report(give(source=DutySource.DECISION), secretary)
    with pytest.raises(DutyRefused, match="会议记录里更正"):
        services.return_duty(
            duty=duty, by=office, now=NOW, remark="缺表", due_on=duty.due_on + timedelta(days=1)
        )


def test_nobody_verifies_their_own_report(give, secretary):
    duty = report(give(), secretary)

    with pytest.raises(DutyRefused, match="另一个人"):
        services.verify_duty(duty=duty, by=secretary, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(
            state=DutyState.VERIFIED, verified_by=secretary, verified_on=TODAY
        )


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
        ({"title": ""}, "不能为空|必填|空白"),
        ({"branch": None}, "一个党支部或一个单位"),
    ],
)
def test_what_cannot_be_given(give, spoilt, reason):
    with pytest.raises(DutyRefused, match=reason):
        give(**spoilt)
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [({"evidence": " "}, "办理情况"), ({"on": TODAY + timedelta(days=1)}, "不能晚于今天")],
)
def test_what_is_no_report(give, secretary, spoilt, reason):
    duty = give()
    with pytest.raises(DutyRefused, match=reason):
        report(duty, secretary, **spoilt)
    duty.refresh_from_db()
    assert duty.state == DutyState.OPEN


def test_a_day_is_moved_and_a_duty_dropped_only_with_a_reason(give, office, secretary):
    duty = give()
    later = DUE + timedelta(days=9)
    with pytest.raises(DutyRefused, match="原因"):
        services.change_duty(duty=duty, due_on=later, by=office, now=NOW, reason="")
    duty = services.change_duty(duty=duty, due_on=later, by=office, now=NOW, reason="任务冲突")
    assert duty.due_on == later
    with pytest.raises(DutyRefused, match="原因"):
        services.drop_duty(duty=duty, by=office, now=NOW, reason="")
    services.drop_duty(duty=duty, by=office, now=NOW, reason="上级取消")

    with pytest.raises(DutyRefused, match="已撤销"):
        report(duty, secretary)


def test_a_report_is_taken_back_before_it_is_verified(give, secretary):
    duty = report(give(), secretary)
    duty = services.reopen_duty(duty=duty, by=secretary, now=NOW)
    assert (duty.state, duty.done_by) == (DutyState.OPEN, None)
    with pytest.raises(DutyRefused, match="还没有办结"):
        services.reopen_duty(duty=duty, by=secretary, now=NOW)


def test_a_post_s_duty_passes_to_the_successor(give, branch, secretary):
    duty = give(owner_role=Role.SECRETARY)
    secretary.appointments.update(until=timezone.localdate() - timedelta(days=1))
    successor = user_with(Role.SECRETARY, branch=branch)

    assert not Duty.objects.owned_by(secretary).exists()
    assert list(Duty.objects.owned_by(successor)) == [duty]


def test_who_sees_owes_and_verifies(give, branch, detachment, secretary, committee, office):
    member = member_of(branch, user=user_with(Role.MEMBER, branch=branch))
    other = member_of(branch, user=user_with(Role.MEMBER, branch=branch))
    stranger = user_with(Role.SECRETARY, branch=BranchFactory())
    personal, common = give(owner=member), give()
    above = report(give(verified_above=True, owner_role=Role.SECRETARY), secretary)
    below = report(give(owner_role=Role.SECRETARY), secretary)

    def seen(user):
        return set(Duty.objects.visible_to(user))

    assert seen(member.user) == {personal}
    assert seen(other.user) == seen(stranger) == seen(UserFactory()) == set()
    assert seen(committee) == seen(office) == {personal, common, above, below}
    assert set(Duty.objects.owned_by(committee)) == {common}
    assert set(Duty.objects.reportable_by(committee)) == {personal, common}
    assert set(Duty.objects.awaiting_verification_by(committee)) == {below}
    assert set(Duty.objects.awaiting_verification_by(secretary)) == set()
    assert set(Duty.objects.awaiting_verification_by(office)) == {above, below}
