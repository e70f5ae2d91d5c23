"""Developing members: what comes next and until when, and the verbs that move a case on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from branches.choices import Role
from branches.models import Provision
from members import development
from members.choices import CaseState, DevelopmentStage, Stage
from members.models import DevelopmentCase, DevelopmentQuota, Membership
from members.services import cases, quotas
from members.services.refusals import CaseRefused
from tests.factories import UnitFactory, member_of, user_with

TODAY = date(2026, 11, 22)
APPLIED = date(2024, 7, 1)
MONTHS = {"DM.talk_months": 1, "DM.nurture_months": 12, "DM.observe_months": 6}


@pytest.fixture
def applicant(branch):
    person = member_of(branch, name="周新", stage=Stage.LEAGUE, joined_on="", confirmed_on="")
    person.memberships.update(kind="attached")
    return person


@pytest.fixture
def case(applicant):
    return cases.open_case(member=applicant, applied_on=APPLIED, today=TODAY)


def step(case, code, day, **details):
    return cases.record_step(case=case, code=code, done_on=day, today=TODAY, **details)


def test_the_steps_are_those_of_the_rule_book():
    assert len(development.STEPS) == 25
    assert [s.number for s in development.STEPS] == list(range(1, 26))
    stages = [s.stage_of_case for s in development.STEPS]
    assert [stages.count(stage) for stage in DevelopmentStage] == [2, 4, 5, 7, 7]
    known = set(development.BY_CODE)
    assert {s.after for s in development.STEPS if s.after} <= known
    assert {m.step for m in development.MATERIALS} <= known
    assert len(development.MATERIALS) == 17


def test_every_limit_is_a_provision_that_only_warns(db):
    rows = Provision.objects.filter(unit=None, code__in=development.CODES)

    assert {row.code for row in rows.in_force(TODAY)} == set(development.CODES)
    assert {row.severity for row in rows} == {"warn"}


@pytest.mark.parametrize(
    ("done", "code", "due", "late"),
    [
        ({"apply": date(2026, 1, 31)}, "talk", date(2026, 2, 28), True),
        ({"apply": date(2026, 10, 30)}, "talk", date(2026, 11, 30), False),
        ({"apply": date(2026, 1, 1), "talk": date(2026, 1, 9)}, "talk", date(2026, 2, 1), False),
        ({"pick_activist": date(2026, 1, 5)}, "train_activist", date(2026, 7, 5), True),
        (
            {"pick_activist": date(2026, 1, 5), "train_activist": date(2026, 7, 1)},
            "train_activist",
            date(2027, 1, 1),
            False,
        ),
        (
            {"train_activist": date(2025, 1, 1), "pick_candidate": date(2026, 1, 1)},
            "train_activist",
            None,
            False,
        ),
    ],
    ids=["month's end", "in time", "done", "first look due", "next look", "no longer"],
)
def test_when_a_step_is_due(done, code, due, late):
    standing = {one.step.code: one for one in development.standing_of(done, MONTHS)}

    assert standing[code].due_on == due
    assert standing[code].is_late(TODAY) is late


def test_a_year_of_trial_is_pointed_out_never_refused(case):
    for code, day in (("talk", date(2024, 7, 9)), ("pick_activist", date(2025, 1, 6))):
        step(case, code, day)
    step(case, "pick_candidate", date(2025, 9, 1))

    done = dict(case.steps.values_list("code", "done_on"))
    standing = {one.step.code: one for one in development.standing_of(done, MONTHS)}
    assert standing["pick_candidate"].was_early
    assert standing["pick_candidate"].not_before == date(2026, 1, 6)


def test_the_person_moves_with_the_case_until_the_end(case, applicant, branch):
    day = APPLIED
    stands = {}
    for one in development.STEPS:
        if one.code != "apply":
            day += timedelta(days=25)
            step(case, one.code, day)
        applicant.refresh_from_db()
        stands[one.code] = applicant.stage
    case.refresh_from_db()

    assert stands["apply"] == Stage.APPLICANT
    assert stands["pick_activist"] == Stage.ACTIVIST
    assert stands["pick_candidate"] == Stage.CANDIDATE
    assert stands["branch_vote"] == Stage.CANDIDATE
    assert stands["superior_approve"] == Stage.PROBATIONARY
    assert stands["confirm_approve"] == Stage.FULL
    done = dict(case.steps.values_list("code", "done_on"))
    assert applicant.joined_on == f"{done['branch_vote']}"
    assert applicant.confirmed_on == f"{done['confirm_vote']}"
    assert (case.state, case.closed_on) == (CaseState.CONFIRMED, done["archive"])
    assert Membership.objects.filter(member=applicant, kind="full", until=None).exists()


def test_a_day_is_corrected_and_taken_back(case):
    step(case, "talk", date(2024, 7, 9), note="李书记谈话")
    step(case, "talk", date(2024, 7, 10))
    assert case.steps.get(code="talk").done_on == date(2024, 7, 10)

    cases.undo_step(case=case, code="talk")
    assert not case.steps.filter(code="talk").exists()
    with pytest.raises(CaseRefused, match="开始"):
        cases.undo_step(case=case, code="apply")


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        ("nonsense", date(2024, 8, 1), "没有这个步骤"),
        ("talk", TODAY + timedelta(days=1), "不能晚于今天"),
        ("talk", date(2024, 6, 30), "早于「递交入党申请书」"),
    ],
)
def test_what_cannot_be_a_step_is_refused(case, code, day, reason):
    with pytest.raises(CaseRefused, match=reason):
        step(case, code, day)
    assert case.steps.count() == 1


def test_one_open_case_each_and_none_for_a_party_member(case, applicant, person):
    with pytest.raises(CaseRefused, match="已经在"):
        cases.open_case(member=applicant, applied_on=APPLIED, today=TODAY)
    with pytest.raises(CaseRefused, match="已经是党员"):
        cases.open_case(member=person, applied_on=APPLIED, today=TODAY)


def test_a_case_ends_with_a_reason_and_then_stands_still(case):
    with pytest.raises(CaseRefused, match="原因"):
        cases.end_case(case=case, on=TODAY, reason=" ", today=TODAY)
    cases.end_case(case=case, on=TODAY, reason="本人撤回申请", today=TODAY)

    case.refresh_from_db()
    assert (case.state, case.reason) == (CaseState.ENDED, "本人撤回申请")
    with pytest.raises(CaseRefused, match="已经办结"):
        step(case, "talk", date(2024, 7, 9))


def test_papers_keep_the_day_on_which_they_came(case):
    cases.keep_materials(case=case, codes=["application", "unknown"], today=date(2026, 1, 1))
    cases.keep_materials(case=case, codes=["application", "talk_record"], today=TODAY)
    held = dict(case.materials.values_list("code", "received_on"))
    assert held == {"application": date(2026, 1, 1), "talk_record": TODAY}

    cases.keep_materials(case=case, codes=["talk_record"], today=TODAY)
    assert list(case.materials.values_list("code", flat=True)) == ["talk_record"]


def test_pages_of_a_case(client, office, case):
    page = client.get(case.get_absolute_url()).content.decode()
    assert "党组织派人谈话" in page
    assert "超过时限" in page

    client.post(reverse("members:case_step", args=[case.pk, "talk"]), {"done_on": "2024-07-09"})
    assert case.steps.filter(code="talk").exists()
    client.post(reverse("members:case_materials", args=[case.pk]), {"codes": ["application"]})
    assert case.materials.count() == 1
    answer = client.post(
        reverse("members:case_step", args=[case.pk, "talk"]), {"done_on": "2024-01-01"}, follow=True
    )
    assert "早于「递交入党申请书」" in answer.content.decode()
    client.post(reverse("members:case_step", args=[case.pk, "talk"]), {"undo": "1"})
    assert not case.steps.filter(code="talk").exists()
    client.post(reverse("members:case_end", args=[case.pk]), {"on": "2026-11-01", "reason": "调离"})
    assert DevelopmentCase.objects.get().state == CaseState.ENDED


def test_the_committee_reads_and_the_neighbour_does_not(client, case, branch):
    client.force_login(user_with(Role.SECRETARY, branch=branch))
    assert client.get(case.get_absolute_url()).status_code == 200
    client.force_login(user_with(Role.MEMBER, branch=branch))
    assert client.get(case.get_absolute_url()).status_code == 404


def test_a_quota_is_counted_by_the_day_of_the_branch_meeting(
    client, office, detachment, branch, case
):
    url = reverse("members:quotas", args=[2026])
    values = {"unit": detachment.pk, "source": "superior", "number": 13, "document_number": "1号"}
    assert client.post(url, values).status_code == 302
    client.post(url, values | {"number": 1})
    case.steps.create(code="branch_vote", done_on=date(2026, 5, 8))
    local = quotas.set_quota(unit=branch.unit, year=2026, source="local", number=0)

    quotas.set_quota(unit=detachment, year=2026, source="local", number=2)
    uses = {use.unit: use for use in client.get(url).context["uses"]}
    assert {unit: (u.number, u.accepted, u.left, u.over) for unit, u in uses.items()} == {
        detachment: (3, 1, 2, 0),
        branch.unit: (0, 1, -1, 1),
    }
    assert list(DevelopmentCase.objects.accepted_in(2025)) == []
    client.post(reverse("members:remove_quota", args=[local.pk]))
    assert DevelopmentQuota.objects.count() == 2


def test_the_page_of_quotas_costs_the_same_with_one_and_three(
    steady_queries, client, office, detachment
):
    page = steady_queries(
        6,
        make=lambda: quotas.set_quota(
            unit=UnitFactory(parent=detachment), year=2026, source="local", number=2
        ),
        call=lambda: client.get(reverse("members:quotas", args=[2026])),
    )
    assert len(page.context["uses"]) == 3
