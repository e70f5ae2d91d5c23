"""Drafting, aiming, sending and ending."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from branches.choices import Role, UnitKind
from members.choices import StaffCategory, Stage
from notices.models import Notice
from surveys import letters
from surveys.audience import BY_CODE, audience
from surveys.choices import Breakdown, QuestionKind, SurveyState
from surveys.models import Participation, Question, Survey
from surveys.refusals import SurveyRefused
from surveys.services import drafting, sending
from surveys.templates import templates
from surveys.tests.stage import (
    NOW,
    OPTIONS,
    TODAY,
    answer,
    draft,
    office,
    participations,
    people,
    sent,
)
from tests.factories import BranchFactory, UnitFactory, member_of, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return office()


@pytest.fixture
def survey(writer):
    user, unit = writer
    return draft(unit, user)


def questions(survey):
    return list(survey.questions.order_by("number"))


# Questions


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"options": ["唯一"]}, "两个选项"),
        ({"options": ["同", "同"]}, "相同"),
        ({"kind": QuestionKind.MATRIX, "rows": []}, "一行"),
        ({"text": ""}, "题目"),
        ({"kind": "none"}, "题型"),
    ],
    ids=["one option", "twice the same", "no rows", "no text", "no such kind"],
)
def test_a_question_has_what_its_kind_needs(survey, spoilt, reason):
    details = {"kind": QuestionKind.SINGLE, "text": "还好吗", "options": OPTIONS, **spoilt}
    with pytest.raises(SurveyRefused, match=reason):
        drafting.put_question(survey=survey, **details)
    assert len(questions(survey)) == 5


@pytest.mark.parametrize(
    ("condition", "reason"),
    [((4, 0), "前面的题"), ((0, 7), "选定"), ((3, 0), "单选、多选或量表")],
    ids=["a later one", "no such option", "a matrix"],
)
def test_a_condition_is_an_option_of_an_earlier_question(survey, condition, reason):
    asked = questions(survey)
    chosen = asked[4] if condition[0] != 4 else asked[2]
    with pytest.raises(SurveyRefused, match=reason):
        drafting.put_question(
            survey=survey, question=chosen, asked_if=asked[condition[0]],
            asked_if_option=condition[1],
        )  # fmt: skip


def test_a_question_does_not_move_before_the_one_it_depends_on(survey):
    with pytest.raises(SurveyRefused, match="不能排到它前面"):
        drafting.move_question(question=questions(survey)[1], up=True)


def test_moving_and_removing_keep_the_numbers_whole(survey):
    drafting.move_question(question=questions(survey)[2], up=False)
    drafting.remove_question(question=questions(survey)[0])

    assert [(q.number, q.text) for q in questions(survey)] == [
        (1, "哪里不好"), (2, "分项评价"), (3, "我愿意参加"), (4, "有什么建议"),
    ]  # fmt: skip
    assert questions(survey)[0].asked_if is None


def test_what_was_sent_is_not_written_any_more():
    survey = sent()
    for refused in (
        lambda: drafting.put_question(survey=survey, kind="text", text="再问一题"),
        lambda: drafting.change(survey=survey, title="改", intro="", anonymous=False),
        lambda: drafting.aim(survey=survey, breakdown=Breakdown.UNIT),
        lambda: drafting.discard(survey=survey),
        lambda: drafting.remove_question(question=questions(survey)[0]),
    ):
        with pytest.raises(SurveyRefused, match="已经发出"):
            refused()


@pytest.mark.parametrize("shipped", templates(), ids=lambda one: one.key)
def test_templates_can_be_sent_as_they_are(writer, shipped):
    user, unit = writer
    people(unit, 5)
    survey = drafting.start(unit=unit, title=shipped.title, by=user, now=NOW, template=shipped)
    survey = sending.send(survey=survey, closes_on=TODAY, by=user, now=NOW)

    assert [item.text for item in survey.questionnaire.items] == [
        item.text for item in shipped.paper.items
    ]


def test_a_copy_keeps_lineage_and_conditions(survey, writer):
    user, unit = writer
    copied = drafting.start(unit=unit, title="下一期", by=user, now=NOW, earlier=survey)

    assert copied.earlier == survey
    assert drafting.paper_of(survey=copied) == drafting.paper_of(survey=survey)
    assert not {q.pk for q in questions(copied)} & {q.pk for q in questions(survey)}


# Whom it asks


@pytest.fixture
def force(writer):
    """A detachment with two brigades of six and four, an office of two, somebody who left."""
    _, unit = writer
    first, second = (UnitFactory(kind=UnitKind.BRIGADE, parent=unit) for _ in range(2))
    people(UnitFactory(parent=first), 6, stage=Stage.NONE, joined_on="", confirmed_on="")
    people(second, 4, category=StaffCategory.CIVILIAN)
    people(UnitFactory(kind=UnitKind.OFFICE, parent=unit), 2)
    people(second, 1, left_on=TODAY)
    return first, second


def test_the_audience_is_narrowed_by_unit_category_and_stage(survey, force):
    first, second = force

    def size(**aimed):
        aimed = {"breakdown": Breakdown.NONE, **aimed}
        return audience(drafting.aim(survey=survey, **aimed), TODAY).size

    assert size() == 12
    assert size(units=[first]) == 6
    assert size(units=[first, second]) == 10
    assert size(categories=[StaffCategory.CIVILIAN]) == 4
    assert size(stages=[Stage.FULL]) == 6
    assert size(units=[second], stages=[Stage.NONE]) == 0
    assert size(by_code_only=True) == 0


def test_groups_of_fewer_than_five_are_put_together(survey, force):
    first, _ = force
    aimed = drafting.aim(survey=survey, breakdown=Breakdown.UNIT)
    found = audience(aimed, TODAY)

    assert sorted(size for _, size in found.sizes) == [6, 6]
    assert (first.short_name or first.name, 6) in found.sizes
    assert found.groups[-1] == BY_CODE


def test_a_unit_elsewhere_is_refused(survey):
    with pytest.raises(SurveyRefused, match="不在发起单位之下"):
        drafting.aim(survey=survey, units=[UnitFactory()], breakdown=Breakdown.NONE)


def test_a_branch_asks_its_own_roster():
    branch = BranchFactory()
    for _ in range(5):
        member_of(branch)
    people(branch.unit, 3)
    user = user_with(Role.SECRETARY, branch=branch)
    survey = drafting.start(unit=branch.unit, branch=branch, title="本支部", by=user, now=NOW)

    assert audience(survey, TODAY).size == 5


# Sending


def test_sending_freezes_questions_and_audience_and_tells_everybody(survey, writer):
    user, unit = writer
    told = {member.user_id for member in people(unit, 6)}
    sending.send(survey=survey, closes_on=TODAY + timedelta(days=3), by=user, now=NOW)
    kept = Survey.objects.get(pk=survey.pk)
    people(unit, 2)

    assert (kept.state, kept.invited, len(kept.paper)) == (SurveyState.OPEN, 6, 5)
    assert set(Notice.objects.values_list("recipient", flat=True)) == told
    assert kept.participations.count() == 6


@pytest.mark.parametrize(
    ("number", "anonymous", "days", "reason"),
    [(4, True, 3, "只有 4 人"), (0, False, 3, "没有人"), (6, True, -1, "截止日期"),
     (6, True, None, "截止日期")],
    ids=["too few to be anonymous", "nobody", "a day that has passed", "no day"],
)  # fmt: skip
def test_what_is_not_sent(writer, number, anonymous, days, reason):
    user, unit = writer
    people(unit, number)
    survey = draft(unit, user, anonymous=anonymous)
    closes_on = None if days is None else TODAY + timedelta(days=days)
    with pytest.raises(SurveyRefused, match=reason):
        sending.send(survey=survey, closes_on=closes_on, by=user, now=NOW)
    assert not Participation.objects.exists()
    assert not Notice.objects.exists()


def test_an_empty_survey_is_not_sent(writer):
    user, unit = writer
    people(unit, 6)
    survey = drafting.start(unit=unit, title="空", by=user, now=NOW)
    with pytest.raises(SurveyRefused, match="还没有题目"):
        sending.send(survey=survey, closes_on=TODAY, by=user, now=NOW)


def test_it_is_sent_once(survey, writer):
    user, unit = writer
    people(unit, 6)
    sending.send(survey=survey, closes_on=TODAY, by=user, now=NOW)
    with pytest.raises(SurveyRefused, match="已经发出"):
        sending.send(survey=survey, closes_on=TODAY, by=user, now=NOW)
    assert Participation.objects.count() == 6


def test_only_who_has_not_answered_is_reminded_and_once():
    survey = sent()
    answer(participations(survey)[0])
    day = survey.closes_on - timedelta(days=letters.DAYS_BEFORE_THE_END)
    before = Notice.objects.count()

    assert letters.last_calls(today=day - timedelta(days=1)) == 0
    letters.last_calls(today=day)
    letters.last_calls(today=day + timedelta(days=1))
    assert Notice.objects.count() - before == 5


# Ending


def test_the_timetable_ends_what_is_over_and_takes_notices_back():
    survey = sent()
    for one in participations(survey)[:5]:
        answer(one, text="很好的建议")
    assert sending.end_overdue(now=NOW + timedelta(days=7)) == 0
    assert sending.end_overdue(now=NOW + timedelta(days=8)) == 1
    ended = Survey.objects.get()

    assert ended.is_closed
    assert ended.figures["respondents"] == 5
    assert ended.figures["items"][0]["cells"][0]["count"] == 5
    assert ended.figures["items"][4]["texts"] == ["很好的建议"] * 5
    assert not Notice.objects.standing().exists()


def test_ending_twice_counts_once():
    survey = sent()
    for one in participations(survey):
        answer(one)
    first = sending.end(survey=survey, now=NOW)
    second = sending.end(survey=survey, now=NOW + timedelta(days=1))

    assert first.outcome == second.outcome
    assert second.closed_on == TODAY


def test_a_group_of_which_few_answered_loses_its_mark(writer):
    user, unit = writer
    people(unit, 6)
    people(unit, 6, category=StaffCategory.CIVILIAN)
    survey = drafting.start(unit=unit, title="分类", by=user, now=NOW)
    drafting.put_question(survey=survey, kind="single", text="好吗", options=OPTIONS)
    survey = drafting.aim(survey=survey, breakdown=Breakdown.CATEGORY)
    survey = sending.send(survey=survey, closes_on=TODAY, by=user, now=NOW)
    rows = participations(survey)
    civilians = [row for row in rows if row.member.category == StaffCategory.CIVILIAN]
    for one in [row for row in rows if row not in civilians] + civilians[:2]:
        answer(one)
    ended = sending.end(survey=survey, now=NOW)

    groups = {sheet[0] for sheet in sending.anonymous_box(survey=ended).sheets}
    assert groups == {0}
    assert "消防文员" in ended.groups[0]


def test_named_answers_are_shown_whole():
    survey = sent(anonymous=False)
    answer(participations(survey)[0], text="一个人写的")
    ended = sending.end(survey=survey, now=NOW)

    assert ended.figures["items"][0]["cells"][0]["count"] == 1
    assert "一个人写的" in json.dumps(ended.figures, ensure_ascii=False)
    assert Participation.objects.count() == 6


# Who may


def test_offices_manage_below_themselves_and_secretaries_their_own(survey, writer):
    user, unit = writer
    brigade = UnitFactory(kind=UnitKind.BRIGADE, parent=unit)
    branch = BranchFactory(unit=UnitFactory(parent=brigade))
    officer = user_with(Role.BRIGADE_OFFICER, unit=brigade)
    secretary = user_with(Role.SECRETARY, branch=branch)
    own = drafting.start(unit=branch.unit, branch=branch, title="支部", by=secretary, now=NOW)
    ours = drafting.start(unit=brigade, title="大队", by=officer, now=NOW)

    def managed(by):
        return set(Survey.objects.manageable_by(by))

    assert managed(user) == {survey, ours}
    assert managed(officer) == {ours}
    assert managed(secretary) == {own}
    assert own not in Survey.objects.visible_to(officer)  # a draft of the branch
    assert set(Question.objects.manageable_by(secretary)) == set(own.questions.all())
    assert not managed(user_with(Role.MEMBER, branch=branch))
