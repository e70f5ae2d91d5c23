"""Statistics of certificates, honours, training, development, duties and surveys."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from branches.choices import Role
from duties.choices import DutyAction, DutySource
from duties.models import Duty, DutyEvent
from members.models import (
    Certificate,
    CertificateKind,
    DevelopmentCase,
    DevelopmentQuota,
    DevelopmentStep,
    Exam,
    Honour,
    HonourKind,
    Training,
    TrainingKind,
)
from reports.statistics import CATALOGUE
from reports.tests.figures import AFTER, ask, known_member, numbers
from surveys.choices import SurveyState
from surveys.models import Survey
from tests.factories import AppointmentFactory, BranchFactory, MemberFactory, UserFactory, at

pytestmark = pytest.mark.django_db
IN_QUARTER, BEFORE, LATER = date(2025, 8, 8), date(2024, 8, 8), date(2025, 10, 2)


@pytest.fixture
def member(force):
    return known_member(force.here)


def test_certificates_valid_and_new(force, member):
    drone = CertificateKind.objects.create(code="test-drone", name="测试无人机")
    boat = CertificateKind.objects.create(code="test-boat", name="测试船艇")
    for kind, number, issued, until in (
        (drone, "1", IN_QUARTER, None),
        (drone, "2", BEFORE, date(2025, 9, 30)),
        (drone, "3", BEFORE, date(2025, 9, 29)),  # expired the day before
        (boat, "4", IN_QUARTER, date(2025, 9, 1)),  # got and expired within
        (boat, "5", LATER, None),
    ):
        Certificate.objects.create(
            member=member, kind=kind, number=number, issued_on=issued, valid_until=until
        )
    Certificate.objects.create(member=known_member(force.there), kind=drone, issued_on=IN_QUARTER)
    question = ask(force.brigade)

    assert numbers("certificates-by-kind", question) == {"test-drone": 2}
    assert numbers("certificates-by-kind", question, 1) == {"test-drone": 1, "test-boat": 1}


def test_honours_of_people_and_of_branches(force, member):
    kind = HonourKind.objects.create(code="test-honour", name="测试嘉奖")
    for details in (
        {"member": member, "conferred_on": IN_QUARTER, "level": "city"},
        {"branch": force.here, "conferred_on": IN_QUARTER, "level": "corps"},
        {"branch": force.there, "conferred_on": IN_QUARTER, "level": "corps"},
        {"member": member, "conferred_on": LATER, "level": "city"},
    ):
        Honour.objects.create(kind=kind, **details)
    question = ask(force.brigade)

    (line,) = CATALOGUE["honours-by-kind"].table(question).lines
    assert (line.key, line.values) == ("test-honour", (2, 1, 1))
    assert numbers("honours-by-level", question) == {"city": 1, "corps": 1}


def test_secretaries_by_political_work_training_and_exam(force):
    kind = TrainingKind.objects.create(code="test-post", name="测试任职", before_post=True)
    other = TrainingKind.objects.create(code="test-other", name="测试轮训")
    ready, unready = (
        MemberFactory(user=UserFactory(), political_since=since) for since in ("2020-09", "")
    )
    for member, branch in ((ready, force.here), (unready, BranchFactory(unit=force.brigade))):
        AppointmentFactory(user=member.user, branch=branch, role=Role.SECRETARY)
    dates = {"starts_on": BEFORE, "ends_on": BEFORE, "hours": 8}
    Training.objects.create(member=ready, kind=kind, subject="书记培训", **dates)
    Training.objects.create(member=unready, kind=other, subject="轮训", **dates)
    Exam.objects.create(member=ready, kind=kind, subject="考试", taken_on=BEFORE, passed=True)
    Exam.objects.create(member=unready, kind=kind, subject="考试", taken_on=BEFORE, passed=False)
    question = ask(force.brigade)

    assert numbers("secretaries-by-political-years", question) == {"5": 1, "-": 1}
    assert numbers("secretaries-by-training", question) == {"done": 1, "missing": 1}
    assert numbers("secretaries-by-exam", question) == {"done": 1, "missing": 1}


def test_trainings_that_ended_in_the_period(force, member):
    kind = TrainingKind.objects.create(code="test-course", name="测试课程")
    for subject, ends in (("一", IN_QUARTER), ("二", LATER)):
        Training.objects.create(
            member=member, kind=kind, subject=subject, starts_on=IN_QUARTER, ends_on=ends, hours=4
        )

    assert numbers("trainings-by-kind", ask(force.brigade)) == {"test-course": 1}


def case(member, *, accepted=None, **details):
    made = DevelopmentCase.objects.create(member=member, **{"opened_on": BEFORE} | details)
    if accepted:
        DevelopmentStep.objects.create(case=made, code="branch_vote", done_on=accepted)
    return made


def test_development_by_stage_counts_what_is_open_on_the_day(force):
    case(known_member(force.here), stage="activist")
    case(known_member(force.here), stage="activist", state="ended", closed_on=LATER)
    case(known_member(force.here), stage="activist", state="ended", closed_on=IN_QUARTER)
    case(known_member(force.here), opened_on=LATER)
    case(known_member(force.there), stage="admit")

    assert numbers("development-by-stage", ask(force.brigade)) == {"activist": 2}


def test_development_against_the_quota_of_each_unit(force):
    for accepted in (IN_QUARTER, date(2025, 1, 1), LATER, BEFORE):
        case(known_member(force.here), accepted=accepted)
    case(known_member(force.there), accepted=IN_QUARTER)
    for unit, number in ((force.detachment, 5), (force.brigade, 1)):
        DevelopmentQuota.objects.create(unit=unit, year=2025, number=number)
    DevelopmentQuota.objects.create(unit=force.detachment, year=2025, number=2, source="local")
    question = ask(force.detachment)

    table = CATALOGUE["development-quota"].table(question)
    assert [(line.label, line.values) for line in table.lines] == [
        ("江城支队", (5, 2, 3)),
        ("城东大队", (1, 0, 2)),
    ]
    brigades = table.lines[1].key
    assert len(CATALOGUE["development-quota"].listed(question, brigades, 2).rows) == 2
    assert len(CATALOGUE["development-quota"].listed(question, brigades, 0).rows) == 1


def duty(force, *events, due=date(2025, 9, 10), done=None, **details):
    """One of the brigade's branch; ``events`` are (action, days from the moment)."""
    made = Duty.objects.create(
        **{
            "title": "修订方案", "branch": force.here, "due_on": due,
            "given_at": AFTER - timedelta(days=60), "source": DutySource.FREE,
        } | details
    )  # fmt: skip
    for action, days in events:
        DutyEvent.objects.create(duty=made, action=action, at=AFTER + timedelta(days=days))
    if done:  # as its service leaves it
        Duty.objects.filter(pk=made.pk).update(state="done", done_on=done, done_by=UserFactory().pk)
    return made


@pytest.mark.parametrize(
    ("events", "done", "outcome"),
    [
        ([], None, "late"),
        ([(DutyAction.DONE, -3)], date(2025, 9, 9), "reported"),
        ([(DutyAction.DONE, -3), (DutyAction.VERIFY, -2)], date(2025, 9, 9), "closed"),
        ([(DutyAction.DONE, -3), (DutyAction.VERIFY, -2)], date(2025, 9, 20), "closed_late"),
        ([(DutyAction.DONE, -3), (DutyAction.VERIFY, 2)], date(2025, 9, 9), "reported"),
        ([(DutyAction.DONE, -3), (DutyAction.RETURN, -2)], None, "late"),
        ([(DutyAction.DROP, -2)], None, None),
        ([(DutyAction.DROP, 2)], None, "late"),
    ],
    ids=["nothing", "reported", "closed", "late", "verified later", "returned", "dropped",
         "dropped later"],
)  # fmt: skip
def test_duties_by_what_had_happened_by_then(force, events, done, outcome):
    duty(force, *events, done=done)

    expected = {outcome: 1} if outcome else {}
    assert numbers("duties-by-outcome", ask(force.brigade)) == expected


def test_duties_of_units_count_at_the_unit_and_not_at_a_branch(force):
    duty(force, branch=None, unit=force.brigade, source=DutySource.DIRECTIVE)
    duty(force, given_at=AFTER + timedelta(days=1))
    duty(force, due=LATER)

    assert numbers("duties-by-source", ask(force.brigade)) == {"directive": 1}
    assert numbers("duties-by-source", ask(force.here.unit, branch=force.here)) == {}


def survey(unit, **details):
    cells = [{"label": "强", "count": 7}, {"label": "一般", "count": None}]
    item = {"kind": "single", "text": "支部强不强", "cells": cells, "base": 9}
    hidden = {"kind": "single", "text": "不足五人", "hidden": "不显示"}
    blameless = {
        "unit": unit, "title": "归属感", "state": SurveyState.CLOSED, "anonymous_key": uuid4(),
        "opened_on": IN_QUARTER, "closes_on": IN_QUARTER, "closed_on": IN_QUARTER, "invited": 12,
        "created_by": UserFactory(), "outcome": {"respondents": 9, "items": [item, hidden]},
    }  # fmt: skip
    return Survey.objects.create(**blameless | details)


def test_shares_of_surveys_are_those_that_may_be_shown(force):
    shown = survey(force.brigade)
    survey(force.other_brigade)
    survey(force.brigade, closes_on=LATER, closed_on=LATER)
    survey(force.brigade, branch=force.here)
    question = ask(force.brigade)

    answered = CATALOGUE["surveys-answered"].table(question)
    shares = CATALOGUE["surveys-shares"].table(question)

    assert [(line.label, line.values) for line in answered.lines] == [("归属感", (12, 9))]
    assert [(line.label, line.values) for line in shares.lines] == [("支部强不强：强", (7, 9))]
    behind = CATALOGUE["surveys-shares"].listed(question, shares.lines[0].key)
    assert [key for key, _ in behind.said(behind.rows)] == [shown.pk]


def test_a_survey_belongs_to_the_period_of_its_last_day(force):
    """It is counted on the day after; one ended early belongs to the day on which it was ended."""
    last, after = date(2025, 9, 30), date(2025, 10, 1)
    survey(force.brigade, title="末日截止", closes_on=last, closed_on=after)
    survey(
        force.brigade, title="上季度", opened_on=date(2025, 6, 1), closes_on=date(2025, 6, 30),
        closed_on=date(2025, 7, 1),
    )  # fmt: skip
    survey(force.brigade, title="提前结束", closes_on=LATER, closed_on=IN_QUARTER)

    def titles(**asked):
        question = ask(force.brigade, **asked)
        return {line.label for line in CATALOGUE["surveys-answered"].table(question).lines}

    assert titles() == {"末日截止", "提前结束"}
    assert titles(as_of=at(last, 12)) == {"提前结束"}


def test_a_committee_finds_no_survey_among_its_statistics(force):
    survey(force.here.unit, branch=force.here)
    survey(force.here.unit)

    question = ask(force.here.unit, branch=force.here)
    assert CATALOGUE["surveys-shares"].table(question).lines == ()
