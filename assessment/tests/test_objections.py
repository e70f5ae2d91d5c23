"""Objections: by the member, in time, answered by somebody else, upheld so that it shows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from assessment.choices import EntryOrigin, ObjectionState
from assessment.models import Entry, Objection, Settlement, Standing
from assessment.refusals import ObjectionRefused
from assessment.services import objections
from assessment.services.compute import compute_quarter
from assessment.services.settling import compute, confirm, one, publish
from assessment.tests.world import AFTER, QUARTER, lines, meeting, rule_set, worth
from branches.choices import Role
from meetings.choices import Presence
from notices.models import Notice
from tests.factories import BranchFactory, UserFactory, member_of, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    return rule_set()


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def member(branch):
    return member_of(branch, user=UserFactory())


@pytest.fixture
def secretary(branch):
    return user_with(Role.SECRETARY, branch=branch)


@pytest.fixture
def record(branch, member):
    return meeting(branch, absent=[member])


@pytest.fixture
def settlement(record, branch, secretary):
    compute_quarter(quarter=QUARTER, now=AFTER)
    found = Settlement.objects.get(branch=branch)
    for verb in (compute, publish):
        one(verb=verb, settlement=found, by=secretary, now=AFTER)
    return found


def object_to(settlement, member, **spoilt):
    blameless = {
        "settlement": settlement,
        "member": member,
        "text": "8月14日我在队值班，不是无故缺席",
        "by": member.user,
        "now": AFTER,
        "entry": Entry.objects.filter(member=member).first(),
    }
    return objections.raise_objection(**{**blameless, **spoilt})


def answer(verb, objection, by, **spoilt):
    blameless = {"objection": objection, "answer": "经查属实", "by": by, "now": AFTER}
    return verb(**{**blameless, **spoilt})


def test_the_committee_hears_of_an_objection(settlement, member, secretary):
    object_to(settlement, member)

    assert Notice.objects.filter(recipient=secretary, subject__contains="异议").exists()


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"now": AFTER + timedelta(days=3)}, "异议期已于10月14日|异议期已于2026年10月14日"),
        ({"text": " "}, "字段"),
    ],
    ids=["after the last day", "no words"],
)
def test_an_objection_is_refused(settlement, member, spoilt, reason):
    with pytest.raises(ObjectionRefused, match=reason):
        object_to(settlement, member, **spoilt)

    assert not Objection.objects.exists()


def test_on_the_last_day_it_is_still_in_time(settlement, member):
    assert object_to(settlement, member, now=AFTER + timedelta(days=2)).pk


def test_only_the_member_objects(settlement, member, secretary):
    with pytest.raises(ObjectionRefused, match="自己的积分"):
        object_to(settlement, member, by=secretary)


def test_only_to_ones_own_lines(settlement, member, branch):
    other = member_of(branch, user=UserFactory())

    with pytest.raises(ObjectionRefused, match="不是你本季度"):
        object_to(settlement, other, entry=Entry.objects.get())


def test_only_where_one_is_settled(settlement):
    stranger = member_of(BranchFactory(), user=UserFactory())

    with pytest.raises(ObjectionRefused, match="不在这个支部结算"):
        object_to(settlement, stranger, entry=None)


def test_only_while_it_is_published(settlement, member, secretary):
    one(verb=confirm, settlement=settlement, by=secretary, now=AFTER + timedelta(days=3))

    with pytest.raises(ObjectionRefused, match="公示期内"):
        object_to(settlement, member)


def test_saying_it_twice_is_saying_it_once(settlement, member):
    assert object_to(settlement, member) == object_to(settlement, member)
    assert Objection.objects.count() == 1


def test_the_database_keeps_one_waiting_objection_a_line(settlement, member):
    first = object_to(settlement, member)

    with pytest.raises(IntegrityError):
        Objection.objects.create(
            settlement=settlement, member=member, entry=first.entry, text="再说一次"
        )


def test_upheld_with_points_appends_a_line(settlement, member, secretary, rules):
    objection = object_to(settlement, member)
    correction = objections.Correction(rules.rules.get(code="C1"), Decimal(3))

    answer(objections.uphold, objection, secretary, correction=correction)

    assert lines(member) == [("C1", Decimal(-3), 1), ("C1", Decimal(3), 1)]
    entry = Entry.objects.get(origin=EntryOrigin.ADJUSTED)
    assert (entry.proposed_by, entry.approved_by) == (member.user, secretary)
    assert entry.reason == "异议成立：经查属实"
    assert Notice.objects.filter(recipient=member.user, subject__contains="异议成立").exists()


def test_upheld_by_counting_corrected_records_again(settlement, member, secretary, record):
    objection = object_to(settlement, member)
    record.attendances.update(presence=Presence.ON_WATCH)

    answer(objections.uphold, objection, secretary)

    assert worth(member) == {}


def test_upheld_must_show(settlement, member, secretary):
    objection = object_to(settlement, member)

    with pytest.raises(ObjectionRefused, match="须有更正"):
        answer(objections.uphold, objection, secretary)

    objection.refresh_from_db()
    assert objection.state == ObjectionState.WAITING


def test_rejected_leaves_the_points(settlement, member, secretary):
    objection = object_to(settlement, member)

    answer(objections.reject, objection, secretary, answer="当日无值班安排")

    assert worth(member) == {"C1": Decimal(-3)}
    objection.refresh_from_db()
    assert objection.state == ObjectionState.REJECTED


@pytest.mark.parametrize("verb", [objections.uphold, objections.reject])
def test_nobody_answers_the_own_objection(settlement, member, verb):
    objection = object_to(settlement, member)

    with pytest.raises(ObjectionRefused, match="自己的异议"):
        answer(verb, objection, member.user)


def test_an_answer_needs_words(settlement, member, secretary):
    objection = object_to(settlement, member)

    with pytest.raises(ObjectionRefused, match="请写明答复"):
        answer(objections.reject, objection, secretary, answer=" ")


def test_the_final_standing_holds_the_correction(settlement, member, secretary, rules):
    objection = object_to(settlement, member)
    correction = objections.Correction(rules.rules.get(code="C1"), Decimal(3))
    assert Standing.objects.get(member=member).total == Decimal(57)
    answer(objections.uphold, objection, secretary, correction=correction)

    one(verb=confirm, settlement=settlement, by=secretary, now=AFTER + timedelta(days=3))

    assert Standing.objects.get(member=member).total == Decimal(60)


def test_the_member_takes_it_back_while_nobody_has_answered(settlement, member, secretary):
    objection = object_to(settlement, member)

    for _ in range(2):
        objections.withdraw(objection=objection, by=member.user, now=AFTER)

    objection.refresh_from_db()
    assert objection.state == ObjectionState.WITHDRAWN
    assert not Notice.objects.standing().filter(subject__contains="提出异议").exists()
    with pytest.raises(ObjectionRefused, match="已由本人撤回"):
        objections.reject(objection=objection, answer="无", by=secretary, now=AFTER)
    assert object_to(settlement, member).pk != objection.pk


def test_only_the_member_takes_it_back_and_not_after_the_answer(settlement, member, secretary):
    objection = object_to(settlement, member)
    with pytest.raises(ObjectionRefused, match="自己的异议"):
        objections.withdraw(objection=objection, by=secretary, now=AFTER)

    objections.reject(objection=objection, answer="签到表无误", by=secretary, now=AFTER)

    with pytest.raises(ObjectionRefused, match="已经答复"):
        objections.withdraw(objection=objection, by=member.user, now=AFTER)
