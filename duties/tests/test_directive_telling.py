"""Who is told of a directive, once each, and what is taken back."""

from __future__ import annotations

import pytest

from branches.choices import Role
from duties.choices import Stage
from duties.directives import telling
from duties.services import directive_steps, directives
from duties.tests.directives import NOW, Place, days_after
from notices.choices import NoticeKind
from notices.models import Notice
from tests.factories import at, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def told(user, kind=NoticeKind.DIRECTIVE):
    rows = Notice.objects.standing().filter(recipient=user, kind=kind)
    return list(rows.order_by("pk").values_list("subject", flat=True))


def test_the_secretary_is_told_on_issue_and_of_a_return(place):
    member = user_with(Role.COMMITTEE_MEMBER, branch=place.branch)
    issued = place.issue()
    place.issue(issued)
    assert told(place.secretary) == ["上级部署：作风整治"]
    assert told(member) == []

    last = place.report_all(issued)
    directive_steps.return_report(step=last, by=place.office, now=NOW, remark="写具体。")
    assert told(place.secretary) == ["上级部署：作风整治", "报告被退回：作风整治"]


def test_a_branch_without_a_secretary_has_its_committee_told(place):
    leaderless = place.found()
    member = user_with(Role.COMMITTEE_MEMBER, branch=leaderless)
    place.issue()
    assert told(member) == ["上级部署：作风整治"]


def test_the_issuer_is_told_when_the_last_one_has_reported(place):
    second = place.found()
    issued = place.issue()
    place.report_all(issued)
    assert told(place.office) == []

    place.report_all(issued, second)
    assert told(place.office) == ["各支部都已报告：作风整治"]


def test_a_dissolved_branch_keeps_nobody_waiting(place):
    gone = place.found()
    issued = place.issue()
    gone.dissolved_on = days_after(-1)
    gone.save()
    place.report_all(issued)
    assert told(place.office) == ["各支部都已报告：作风整治"]


def test_late_stages_are_told_once_and_taken_back(place):
    place.found()
    issued = place.issue(study_by=days_after(1), due_on=days_after(9))
    day = days_after(2)
    for _ in range(2):
        telling.tell_of_late(today=day, now=at(day, 7))
    late = NoticeKind.DIRECTIVE_LATE
    assert told(place.office, late) == ["2 个支部学习逾期：作风整治"]

    for branch in {step.branch for step in issued.steps.all()}:
        place.report(place.step(issued, Stage.STUDY, branch), day=day)
    telling.tell_of_late(today=day, now=at(day, 8))
    assert told(place.office, late) == []


def test_telling_of_late_costs_the_same_for_few_and_many(place, django_assert_num_queries):
    place.issue(due_on=days_after(1))
    day = days_after(2)
    telling.tell_of_late(today=day, now=at(day, 7))
    for more in (1, 3):
        for _ in range(more):
            place.found()
            place.issue(due_on=days_after(1))
        with django_assert_num_queries(12):
            telling.tell_of_late(today=day, now=at(day, 7))


def test_withdrawing_takes_back_and_tells_who_had_begun(place):
    idle = place.found()
    other = user_with(Role.SECRETARY, branch=idle)
    issued = place.issue()
    place.report(place.step(issued, Stage.STUDY))
    directives.withdraw_directive(directive=issued, by=place.office, now=NOW, reason="重发")

    assert told(place.secretary) == ["已撤回，不用再办：作风整治"]
    assert told(other) == []
