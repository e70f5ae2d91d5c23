"""A directive from draft to end, and what a branch and the issuer do with its stages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from branches.choices import BranchKind, Role
from branches.models import Coverage
from duties.choices import DirectiveState, Stage, StepState
from duties.directives.states import look_of
from duties.models import Directive, DirectiveStep
from duties.services import directive_steps, directives
from duties.services.refusals import DirectiveRefused
from duties.tests.directives import DUE, NOW, TODAY, Place, days_after
from meetings.choices import MeetingKind, MeetingState
from meetings.models import Credit
from tests.factories import BranchFactory, MeetingFactory, UnitFactory, at, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def reached(directive):
    return set(directive.steps.values_list("branch", flat=True))


def test_every_branch_owes_five_stages_once(place):
    other = place.found(place.other)
    issued = place.issue(study_by=days_after(5))
    again = directives.issue_directive(directive=issued, by=place.office, now=NOW)

    assert again.issued_on == TODAY
    assert reached(issued) == {place.branch.pk, other.pk}
    days = issued.steps.filter(branch=other).order_by("place").values_list("stage", "due_on")
    assert list(days) == [(s, days_after(5) if s == Stage.STUDY else DUE) for s in Stage]
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectiveStep.objects.create(
            directive=issued, branch=other, stage=Stage.STUDY, place=0, due_on=DUE
        )


def test_issuing_costs_the_same_for_few_and_many(place, django_assert_num_queries):
    for more in (0, 8):
        for _ in range(more):
            place.found()
        drafted = place.draft()
        with django_assert_num_queries(27):
            place.issue(drafted)
        assert drafted.steps.count() == 5 * (1 + more)


def test_only_the_chosen_brigade_and_branch_are_reached(place):
    there, alone = place.found(place.other), place.found(place.other)
    issued = place.issue(units=[place.brigade], branches=[alone])

    assert reached(issued) == {place.branch.pk, alone.pk}
    assert there.pk not in reached(issued)


def test_a_joint_branch_counts_once_where_it_hangs_and_a_temporary_one_by_name(place):
    joint = place.found(kind=BranchKind.JOINT)
    Coverage.objects.create(
        branch=joint, unit=UnitFactory(parent=place.other), since=date(2026, 1, 1)
    )
    temporary = place.found(kind=BranchKind.TEMPORARY)
    general = place.found(kind=BranchKind.GENERAL)
    whole = place.issue()

    assert whole.steps.filter(branch=joint).count() == 5
    assert not reached(whole) & {temporary.pk, general.pk}
    assert reached(place.issue(units=[place.other], branches=[temporary])) == {temporary.pk}


def test_a_branch_founded_later_gets_it_when_the_office_says_so(place):
    issued = place.issue(study_by=days_after(1))
    new = place.found(founded_on=days_after(3))
    later = at(days_after(4), 9)

    assert directives.extend_directive(directive=issued, now=later) == 1
    assert directives.extend_directive(directive=issued, now=later) == 0
    first = place.step(issued, Stage.STUDY, new)
    assert first.due_on == days_after(4)  # not late before it came


def test_a_dissolved_branch_owes_nothing_and_is_not_late(place):
    issued = place.issue(due_on=days_after(2))
    place.branch.dissolved_on = days_after(1)
    place.branch.save()

    assert not DirectiveStep.objects.late(days_after(5)).exists()
    with pytest.raises(DirectiveRefused, match="已撤销"):
        place.report(place.step(issued, Stage.STUDY), day=days_after(5))


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"study_by": DUE + timedelta(days=1)}, "部署的期限不能早于学习"),
        ({"inspect_by": DUE + timedelta(days=1)}, "报告的期限不能早于检查"),
        ({"title": ""}, "标题|空"),
    ],
)
def test_a_draft_is_refused(place, spoilt, reason):
    with pytest.raises(DirectiveRefused, match=reason):
        place.draft(**spoilt)
    assert not Directive.objects.exists()


def test_nothing_is_issued_to_nobody_or_for_a_day_that_is_over(place):
    place.branch.dissolved_on = date(2026, 10, 1)
    place.branch.save()
    with pytest.raises(DirectiveRefused, match="没有党支部"), transaction.atomic():
        place.issue()
    with pytest.raises(DirectiveRefused, match="期限已经过了"):
        place.issue(place.draft(due_on=days_after(-1)))
    assert set(Directive.objects.values_list("state", flat=True)) == {DirectiveState.DRAFT}


def test_what_is_issued_is_neither_changed_nor_dropped(place):
    issued = place.issue()
    with pytest.raises(DirectiveRefused, match="不能再改"):
        directives.change_draft(directive=issued, unit=place.detachment, title="别的")
    with pytest.raises(DirectiveRefused, match="不能再改"):
        directives.drop_draft(directive=issued)


def test_stages_are_reported_in_order_and_late_ones_say_so(place):
    issued = place.issue(study_by=days_after(1))
    with pytest.raises(DirectiveRefused, match="请先报告学习"):
        place.report(place.step(issued, Stage.DEPLOY))

    study = place.report(place.step(issued, Stage.STUDY), day=days_after(3))
    assert (study.state, study.days_late) == (StepState.REPORTED, 2)
    assert "测试会议" in study.meeting_label


@pytest.mark.parametrize(
    "details",
    [
        {"held_on": TODAY - timedelta(days=1)},
        {"state": MeetingState.RETURNED},
        {"branch": "another"},
    ],
    ids=["before the issue", "not handed in", "of another branch"],
)
def test_a_meeting_that_does_not_count_shows_nothing(place, details):
    issued = place.issue()
    if details.get("branch"):
        details = {"branch": place.found()}
    met = MeetingFactory(**({"branch": place.branch, "held_on": TODAY} | details))
    with pytest.raises(DirectiveRefused, match="请选一次"):
        place.report(place.step(issued, Stage.STUDY), meeting=f"meeting:{met.pk}")


def test_a_gathering_written_down_by_a_partner_counts(place):
    issued = place.issue()
    met = MeetingFactory(branch=place.found(), held_on=TODAY)
    Credit.objects.create(meeting=met, branch=place.branch, kind=MeetingKind.THEME_DAY)

    study = place.report(place.step(issued, Stage.STUDY), meeting=f"meeting:{met.pk}")
    assert study.meeting_path == met.get_absolute_url()


def test_other_stages_need_words(place):
    issued = place.issue()
    for stage in (Stage.STUDY, Stage.DEPLOY):
        place.report(place.step(issued, stage))
    with pytest.raises(DirectiveRefused, match="写明情况"):
        place.report(place.step(issued, Stage.CARRY_OUT), said=" ")


def test_a_report_is_corrected_until_the_level_above_has_looked(place):
    issued = place.issue(due_on=days_after(9))
    study = place.report(place.step(issued, Stage.STUDY))
    again = place.report(study, day=days_after(2), meeting=study.meeting_key, said="补充。")
    assert (again.said, again.reported_on) == ("补充。", TODAY)

    seen = directive_steps.see_steps(
        directive=issued, branch=place.branch, by=place.officer, now=NOW
    )
    assert seen == 1
    with pytest.raises(DirectiveRefused, match="上级已经看过"):
        place.report(study, meeting=study.meeting_key)


def test_a_correction_that_points_at_a_later_meeting_counts_as_reported_then(place):
    issued = place.issue(due_on=days_after(9), study_by=days_after(1))
    study = place.report(place.step(issued, Stage.STUDY))
    same_day = MeetingFactory(branch=place.branch, held_on=TODAY)
    later = MeetingFactory(branch=place.branch, held_on=days_after(2))

    kept = place.report(study, day=days_after(3), meeting=f"meeting:{same_day.pk}")
    assert (kept.reported_on, kept.days_late) == (TODAY, 0)
    moved = place.report(study, day=days_after(3), meeting=f"meeting:{later.pk}")

    assert (moved.reported_on, moved.days_late) == (days_after(3), 2)
    assert look_of(moved, days_after(3)) == ("late_entry", "迟报 2 天")


def test_a_report_is_returned_with_a_remark_and_taken_the_second_time(place):
    issued = place.issue()
    last = place.report_all(issued)
    directive_steps.see_steps(directive=issued, branch=place.branch, by=place.officer, now=NOW)
    with pytest.raises(DirectiveRefused, match="退回的原因"):
        directive_steps.return_report(step=last, by=place.office, now=NOW, remark=" ")

    back = directive_steps.return_report(step=last, by=place.office, now=NOW, remark="写具体。")
    assert (back.state, back.returns, back.reported_by) == (StepState.RETURNED, 1, None)
    assert place.step(issued, Stage.STUDY).is_correctable  # returning opens all of them again
    place.report(back, said="写具体了。")
    taken = directive_steps.accept_report(step=back, by=place.office, now=NOW)

    assert (taken.state, taken.seen_by) == (StepState.ACCEPTED, place.office)
    assert not issued.steps.filter(seen_on=None).exists()


def test_nobody_takes_their_own_report(place):
    issued = place.issue()
    last = place.report_all(issued, by=place.office)
    for verb in (directive_steps.accept_report, directive_steps.return_report):
        more = {"remark": "写具体。"} if verb is directive_steps.return_report else {}
        with pytest.raises(DirectiveRefused, match="另一个人"):
            verb(step=last, by=place.office, now=NOW, **more)
    assert not directive_steps.see_steps(
        directive=issued, branch=place.branch, by=place.office, now=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        issued.steps.update(seen_by=place.office, seen_on=TODAY)


@pytest.mark.parametrize("how", ["withdrawn", "closed"])
def test_what_is_over_asks_for_nothing(place, how):
    issued = place.issue(due_on=days_after(1))
    place.report(place.step(issued, Stage.STUDY))
    with pytest.raises(DirectiveRefused, match="写明撤回"):
        directives.withdraw_directive(directive=issued, by=place.office, now=NOW, reason="")
    if how == "withdrawn":
        directives.withdraw_directive(directive=issued, by=place.office, now=NOW, reason="重发")
    else:
        directives.close_directive(directive=issued, by=place.office, now=NOW)

    with pytest.raises(DirectiveRefused, match="不用再报告"):
        place.report(place.step(issued, Stage.DEPLOY))
    assert not DirectiveStep.objects.owed_by(place.secretary).exists()
    assert place.step(issued, Stage.STUDY).said == "已办。"  # what was reported stays


def test_who_sees_what(place):
    drafted = place.draft()
    stranger = user_with(Role.SECRETARY, branch=BranchFactory())
    neighbour = user_with(Role.BRIGADE_OFFICER, unit=place.other)

    def seen(user):
        return Directive.objects.visible_to(user).count()

    assert (seen(place.office), seen(place.secretary), seen(place.officer)) == (1, 0, 0)
    place.issue(drafted, units=[place.brigade])
    assert (seen(place.secretary), seen(place.officer), seen(stranger)) == (1, 1, 0)
    assert seen(neighbour) == 0
    place.found(place.other)
    directives.extend_directive(directive=drafted, now=NOW)
    rows = DirectiveStep.objects.filter(directive=drafted)
    assert (rows.visible_to(neighbour).count(), rows.visible_to(place.office).count()) == (5, 10)


def test_what_waits_is_the_next_step_of_the_secretary_and_the_report_of_the_issuer(place):
    issued = place.issue()
    owed = DirectiveStep.objects.owed_by(place.secretary)
    assert [step.stage for step in owed] == [Stage.STUDY]
    place.report_all(issued)

    assert not DirectiveStep.objects.owed_by(place.secretary).exists()
    assert DirectiveStep.objects.decidable_by(place.office).count() == 1
    assert not DirectiveStep.objects.decidable_by(place.officer).exists()  # not the issuer
