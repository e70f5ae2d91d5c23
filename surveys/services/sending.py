"""Sending a survey, printing codes for it, and ending it."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from secrets import SystemRandom

from django.db import transaction
from django.utils import timezone

from accounts import crypto
from accounts.models import User
from branches.saving import save
from surveys import letters, suppression, tally
from surveys.audience import BY_CODE, Audience, audience
from surveys.ballot_box import CAPACITY, Contents
from surveys.choices import SurveyState
from surveys.models import NamedResponse, Participation, Survey, Tray
from surveys.refusals import SurveyRefused
from surveys.services import keeping
from surveys.services.drafting import paper_of
from surveys.suppression import LEAST

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike
CODE_LENGTH = 12
MOST_CODES = 400
BATCH = 2000
chance = SystemRandom()


@transaction.atomic
def send(*, survey: Survey, closes_on: date | None, by: User, now: datetime) -> Survey:
    """Freeze questions and audience, and tell everybody who has an account.

    Refused: no questions, no last day or one that has passed, or so few people that an answer
    could be guessed.
    """
    kept = _locked(survey)
    today = timezone.localdate(now)
    if not kept.is_draft:
        raise SurveyRefused("问卷已经发出。")
    paper = paper_of(survey=kept)
    if not paper.items:
        raise SurveyRefused("还没有题目，请先加题目。")
    if closes_on is None or closes_on < today:
        raise SurveyRefused("请选择今天或以后的截止日期。")
    asked = audience(kept, today)
    if not kept.by_code_only and asked.size < kept.least:
        raise SurveyRefused(_too_few(kept, asked))
    kept.state, kept.opened_on, kept.closes_on = SurveyState.OPEN, today, closes_on
    kept.paper, kept.groups, kept.invited = paper.stored(), asked.groups, asked.size
    save(kept, SurveyRefused)
    _invite(kept, asked)
    letters.sent(survey=kept)
    return kept


def _too_few(survey: Survey, asked: Audience) -> str:
    if not survey.is_anonymous:
        return "这个范围里没有人，请调整发放范围。"
    return f"这个范围只有 {asked.size} 人，匿名问卷至少发给 {LEAST} 人，请扩大范围或改为实名。"


def _invite(survey: Survey, asked: Audience) -> None:
    """A participation each, in an order that says nothing, and the empty ballot box."""
    people = list(asked.members.items())
    chance.shuffle(people)
    Participation.objects.bulk_create(
        (Participation(survey=survey, member_id=pk, group=group) for pk, group in people),
        batch_size=BATCH,
    )
    if survey.is_anonymous:
        Tray.objects.create(survey=survey, contents=b"")


@transaction.atomic
def issue_codes(*, survey: Survey, number: int) -> list[str]:
    """So many new one-time codes. They are shown this once; only their digests are kept.

    Refused: the survey is not running, or too many are asked for at once.
    """
    kept = _locked(survey)
    if not kept.is_open:
        raise SurveyRefused("问卷进行中才能印发代码。")
    if not 1 <= number <= MOST_CODES:
        raise SurveyRefused(f"一次可以印发 1 至 {MOST_CODES} 个代码。")
    codes = [
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(number)
    ]
    group = kept.groups.index(BY_CODE) if BY_CODE in kept.groups else 0
    Participation.objects.bulk_create(
        (Participation(survey=kept, code=crypto.digest(code), group=group) for code in codes),
        batch_size=BATCH,
    )
    kept.invited += number
    kept.save(update_fields=["invited"])
    return codes


@transaction.atomic
def end(*, survey: Survey, now: datetime) -> Survey:
    """Take no more answers, and count. Of an anonymous survey it is then forgotten who answered.

    Ending twice does no harm. Whoever is handing in right now is either counted or told that it is
    over: participations go first, and wait for those that are being written.
    """
    kept = _locked(survey)
    if not kept.is_open:
        return kept
    kept.state, kept.closed_on = SurveyState.CLOSED, timezone.localdate(now)
    if kept.is_anonymous:
        Participation.objects.filter(survey=kept).delete()
        box = _emptied(kept)
    else:
        keeping.forget_of(survey=kept)
        box = named_box(survey=kept)
    kept.outcome = tally.outcome(kept.questionnaire, kept.groups, box, least=kept.least)
    save(kept, SurveyRefused)
    letters.over(survey=kept, now=now)
    return kept


def end_overdue(*, now: datetime) -> int:
    """End the surveys whose last day has passed; how many those were."""
    over = list(Survey.objects.over_on(timezone.localdate(now)))
    for survey in over:
        end(survey=survey, now=now)
    return len(over)


def _emptied(survey: Survey) -> Contents:
    """All sheets; those of groups with too few answers lose their group. Written back by lot."""
    trays = Tray.objects.select_for_update().of(survey)
    box = Contents.together(trays.opened())
    _without_small_groups(survey, box)
    trays.delete()
    number = max(1, -(-len(box.sheets) // CAPACITY))
    Tray.objects.bulk_create(
        Tray(survey=survey, contents=tray.closed()) for tray in box.dealt(number)
    )
    return box


def _without_small_groups(survey: Survey, box: Contents) -> None:
    """Merge groups by the answers that really came, and rename them accordingly."""
    counted = tally.respondents_by_group(box)
    parts = suppression.merge_line(
        [counted[place] for place in range(len(survey.groups))], least=survey.least
    ) or (tuple(range(len(survey.groups))),)
    where = {place: number for number, part in enumerate(parts) for place in part}
    for sheet in box.sheets:
        sheet[0] = where[sheet[0]]
    survey.groups = ["、".join(survey.groups[place] for place in part) for part in parts]


def named_box(*, survey: Survey) -> Contents:
    """Named answers as one box, for counting."""
    box = Contents()
    items = survey.questionnaire.items
    rows = NamedResponse.objects.of(survey)
    for group, answers in rows.values_list("group", "answers"):
        box.put_in(items, group, answers)
    return box


def anonymous_box(*, survey: Survey) -> Contents:
    """What lies in the trays. Only of a survey that has ended: before, one could watch it grow."""
    if not survey.is_closed:
        raise SurveyRefused("问卷结束后才有结果。")
    return Contents.together(Tray.objects.of(survey).opened())


def crossed(*, survey: Survey, down: int, across: int) -> dict[str, object] | None:
    """Two questions against each other; None where nothing may be shown."""
    box = anonymous_box(survey=survey) if survey.is_anonymous else named_box(survey=survey)
    return tally.cross(survey.questionnaire, box, down, across, least=survey.least)


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=survey.pk)
