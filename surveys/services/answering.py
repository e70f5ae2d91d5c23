"""Handing in: once, and of an anonymous survey without a trace of whose answers they are.

Nothing here logs, audits, caches or raises with answers in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from accounts import crypto
from accounts.models import User
from accounts.prepared import Prepared
from surveys import letters
from surveys.models import NamedResponse, Participation, Survey, Tray
from surveys.paper import Answer
from surveys.refusals import SurveyRefused
from surveys.services import keeping

ALREADY = "这份问卷已经交过，不能再交一次。"
OVER = "问卷已经结束，不再收答卷。"

_WITH_CODE: Prepared[Participation] = Prepared(
    lambda code: Participation.objects.filter(code=code).select_related("survey"), primary=True
)
_OWN: Prepared[Participation] = Prepared(
    lambda user, survey: (
        Participation.objects.of_user(user).filter(survey=survey).select_related("survey")
    ),
    primary=True,
)
_ANY_TRAY: Prepared[Tray] = Prepared(
    lambda survey: (
        Tray.objects.select_for_update(of=("self",)).filter(survey__pk=survey).order_by("?")[:1]
    ),
    primary=True,
)


@transaction.atomic
def hand_in(
    *,
    participation: Participation,
    given: Mapping[str, Sequence[str]],
    today: date,
    version: int | None = None,
) -> None:
    """Read, check and keep what was answered. ``participation`` comes with its survey.

    Refused: handed in before (also a moment ago, on another device), or the survey is over. Raises
    AnswersRefused when answers are missing, `DraftClash` when another device has kept something
    else since ``version``. What was kept of a sheet under names goes with it.
    """
    survey = participation.survey
    if not survey.is_open or survey.last_day < today:
        raise SurveyRefused(OVER)
    answers = survey.questionnaire.read(given)
    if not survey.is_anonymous:
        _hold_open(survey)
    taken = Participation.objects.filter(pk=participation.pk, handed_in_on=None)
    if not taken.update(handed_in_on=today):
        gone = not Participation.objects.filter(pk=participation.pk).exists()
        raise SurveyRefused(OVER if gone else ALREADY)
    letters.handed_in(participation=participation, today=today)
    if survey.is_anonymous:
        _put_into_a_tray(survey, participation.group, answers)
    else:
        keeping.take_up(participation=participation, given=given, version=version)
        NamedResponse.objects.create(
            survey=survey,
            member_id=participation.member_id,
            group=participation.group,
            answers=answers,
        )


def _hold_open(survey: Survey) -> None:
    """Named answers are counted where they lie: nobody ends the survey between check and insert."""
    if not Survey.objects.select_for_update().get(pk=survey.pk).is_open:
        raise SurveyRefused(OVER)


def _put_into_a_tray(survey: Survey, group: int, answers: list[Answer]) -> None:
    """Into any tray, which is shuffled; a full one is split into two."""
    tray = next(_ANY_TRAY.instances(survey=survey.pk))
    contents = tray.opened
    contents.put_in(survey.questionnaire.items, group, answers)
    if contents.is_full:
        contents, second = contents.split()
        Tray.objects.create(survey=survey, contents=second.closed())
    Tray.objects.filter(pk=tray.pk).update(contents=contents.closed())


def own(*, user: User, survey: int) -> Participation | None:
    """The user's own participation, with its survey; the same as ``visible_to``, asked faster."""
    return next(_OWN.instances(user=user.pk, survey=survey), None)


def by_code(*, code: str) -> Participation | None:
    """What a one-time code opens, whatever blanks, dashes and small letters were typed."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return next(_WITH_CODE.instances(code=crypto.digest(plain)), None)
