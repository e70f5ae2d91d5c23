"""Writing a survey: settings, audience, questions; from nothing, a template or an earlier one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Max

from accounts.models import User
from branches.models import Branch, Unit
from branches.saving import save
from surveys.choices import QuestionKind
from surveys.models import Question, Survey
from surveys.paper import Item, Paper
from surveys.refusals import SurveyRefused
from surveys.templates import Template

MOST_QUESTIONS = 60


@transaction.atomic
def start(
    *,
    unit: Unit,
    branch: Branch | None = None,
    title: str,
    by: User,
    now: datetime,
    template: Template | None = None,
    earlier: Survey | None = None,
) -> Survey:
    """A draft, anonymous unless changed; with the questions of a template or an earlier survey.

    It takes their title where none is given, and asks whom they ask.

    The questions of an earlier one keep their lineage, so that the two can be compared.
    """
    survey = Survey(
        unit=unit, branch=branch, title=title.strip() or _title_of(template, earlier),
        created_by=by, created_at=now, anonymous_key=uuid4(), earlier=earlier,
    )  # fmt: skip
    if earlier is not None:
        survey.intro = earlier.intro
        if earlier.branch_id == (branch.pk if branch else None):
            survey.categories, survey.stages = earlier.categories, earlier.stages
            survey.breakdown = earlier.breakdown
    if template is not None:
        survey.intro = template.intro
        survey.stages = list(template.stages)
    save(survey, SurveyRefused)
    if earlier is not None:
        _fill(survey, paper_of(survey=earlier))
    elif template is not None:
        _fill(survey, template.paper)
    return survey


def _title_of(template: Template | None, earlier: Survey | None) -> str:
    began_with = earlier or template
    return began_with.title if began_with else ""


def _fill(survey: Survey, paper: Paper) -> None:
    made: list[Question] = []
    for number, item in enumerate(paper.items, start=1):
        question = Question(
            survey=survey, number=number, kind=item.kind, text=item.text, hint=item.hint,
            required=item.required, options=list(item.options), rows=list(item.rows),
            asked_if=made[item.asked_if] if item.asked_if is not None else None,
            asked_if_option=item.asked_if_option, lineage=item.lineage or uuid4(),
        )  # fmt: skip
        made.append(save(question, SurveyRefused))


@transaction.atomic
def change(*, survey: Survey, title: str, intro: str, anonymous: bool) -> Survey:
    """What it is called, what it says at the top, and whether it is anonymous."""
    kept = _draft(survey)
    kept.title, kept.intro = title.strip(), intro.strip()
    if anonymous != kept.is_anonymous:
        kept.anonymous_key = uuid4() if anonymous else None
        kept.named_key = None if anonymous else uuid4()
    return save(kept, SurveyRefused)


@transaction.atomic
def aim(
    *,
    survey: Survey,
    units: Collection[Unit] = (),
    categories: Collection[str] = (),
    stages: Collection[str] = (),
    breakdown: str,
    by_code_only: bool = False,
) -> Survey:
    """Whom it asks, and by which one coarse group the result may be read."""
    kept = _draft(survey)
    outside = [unit.name for unit in units if not unit.path.startswith(kept.unit.path)]
    if outside:
        raise SurveyRefused(f"{outside[0]}不在发起单位之下。")
    kept.categories, kept.stages = list(categories), list(stages)
    kept.breakdown, kept.by_code_only = breakdown, by_code_only
    save(kept, SurveyRefused)
    kept.units.set([] if kept.branch_id else units)
    return kept


@transaction.atomic
def put_question(*, survey: Survey, question: Question | None = None, **details: Any) -> Question:
    """Add a question at the end, or change one.

    Refused: too few options, no rows in a matrix, or a condition that is not on an earlier question
    with options.
    """
    kept = _draft(survey)
    put = question or Question(survey=kept, number=_last(kept) + 1)
    if put.number > MOST_QUESTIONS:
        raise SurveyRefused(f"一份问卷最多 {MOST_QUESTIONS} 题。")
    for name, value in details.items():
        setattr(put, name, value)
    if put.asked_if is None:
        put.asked_if_option = None
    _check(put)
    return save(put, SurveyRefused)


@transaction.atomic
def move_question(*, question: Question, up: bool) -> None:
    """One place up or down. Refused: a question would come before the one it depends on."""
    kept = _draft(question.survey)
    order = list(kept.questions.order_by("number"))
    here = [one.pk for one in order].index(question.pk)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(order):
        return
    first, second = order[min(here, there)], order[max(here, there)]
    if second.asked_if_id == first.pk:
        raise SurveyRefused(
            f"第 {second.number} 题要看第 {first.number} 题的回答，不能排到它前面。"
        )
    first.number, second.number = second.number, first.number
    first.save(update_fields=["number"])
    second.save(update_fields=["number"])


@transaction.atomic
def remove_question(*, question: Question) -> None:
    """Take it out; questions that depended on it are asked of everybody."""
    kept = _draft(question.survey)
    kept.questions.filter(asked_if=question).update(asked_if=None, asked_if_option=None)
    number = question.number
    question.delete()
    kept.questions.filter(number__gt=number).update(number=F("number") - 1)


def discard(*, survey: Survey) -> None:
    """Throw a draft away. Refused: it has been sent."""
    _draft(survey).delete()


def paper_of(*, survey: Survey) -> Paper:
    """The questions as they stand: of a draft its questions, else what was sent."""
    if not survey.is_draft:
        return survey.questionnaire
    questions = list(survey.questions.order_by("number"))
    places = {question.pk: place for place, question in enumerate(questions)}
    return Paper(
        tuple(
            Item(
                kind=question.kind,
                text=question.text,
                hint=question.hint,
                required=question.required,
                options=tuple(question.options),
                rows=tuple(question.rows),
                asked_if=places.get(question.asked_if_id or 0),
                asked_if_option=question.asked_if_option,
                lineage=str(question.lineage),
            )
            for question in questions
        )
    )


def _check(question: Question) -> None:
    if question.kind != QuestionKind.TEXT and len(question.options) < 2:
        raise SurveyRefused("至少要有两个选项，每行写一个。")
    if len(set(question.options)) < len(question.options):
        raise SurveyRefused("有两个选项相同。")
    if question.kind == QuestionKind.MATRIX and not question.rows:
        raise SurveyRefused("矩阵题至少要有一行，每行写一个。")
    earlier = question.asked_if
    if earlier is None:
        return
    if earlier.survey_id != question.survey_id or earlier.number >= question.number:
        raise SurveyRefused("条件只能是前面的题。")
    if question.asked_if_option is None or question.asked_if_option >= len(earlier.options):
        raise SurveyRefused(f"请选定第 {earlier.number} 题的一个选项作条件。")
    if earlier.kind in (QuestionKind.TEXT, QuestionKind.MATRIX):
        raise SurveyRefused("条件只能是单选、多选或量表题。")


def _last(survey: Survey) -> int:
    return survey.questions.aggregate(last=Max("number"))["last"] or 0


def _draft(survey: Survey) -> Survey:
    kept = Survey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=survey.pk)
    if not kept.is_draft:
        raise SurveyRefused("问卷已经发出，不能再改。")
    return kept
