"""A sheet under names is kept as one goes, and forgotten with handing in or the survey's end.

Of an anonymous survey nothing is kept before it is handed in: the database has no place for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.prepared import Prepared
from surveys.models import AnswerDraft, Participation, Survey
from surveys.refusals import DraftClash, SurveyRefused

Given = Mapping[str, Sequence[str]]
MOST_CHARACTERS = 100_000

_HELD: Prepared[Participation] = Prepared(
    lambda user, survey: (
        Participation.objects.of_user(user)
        .filter(survey=survey)
        .select_related("survey", "member")
        .select_for_update(of=("self",))
    ),
    primary=True,
)
_OWN: Prepared[AnswerDraft] = Prepared(
    lambda member, key: AnswerDraft.objects.filter(member=member, survey=key), primary=True
)


@transaction.atomic
def keep(*, user: User, survey: int, given: Given, version: int, now: datetime) -> AnswerDraft:
    """Keep the own sheet as it is, however incomplete. ``version`` 0 was not kept before.

    Keeping the same again is harmless. Raises `DraftClash` when another device kept something else
    meanwhile, `DoesNotExist` when the survey does not ask the user. Refused: an anonymous survey,
    one that is over, a sheet that was handed in. The own participation is held, so that nothing is
    kept beside or after handing in.
    """
    own = next(_HELD.instances(user=user.pk, survey=survey), None)
    if own is None or own.member is None:
        raise Participation.DoesNotExist
    if own.handed_in_on or not own.survey.is_open:
        raise SurveyRefused("这份问卷已经交过或结束，不再保存。")
    if own.survey.is_anonymous:
        raise SurveyRefused("匿名问卷不在系统里存草稿。")
    fields = own.survey.questionnaire.fields(given)
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        raise SurveyRefused("写得太长，没有保存。")
    content = AnswerDraft.sealed(fields)
    rows = AnswerDraft.objects.of(own.survey).filter(member=own.member_id)
    if version and rows.filter(version=version).update(
        content=content, version=version + 1, saved_at=now
    ):
        return AnswerDraft(version=version + 1, saved_at=now, content=content)
    stands = rows.first()
    if stands is None:
        return AnswerDraft.objects.create(
            survey=own.survey, member=own.member, content=content, saved_at=now
        )
    if stands.given != fields:
        raise DraftClash(stands)
    return stands


def kept(*, participation: Participation) -> AnswerDraft | None:
    """What somebody has of this sheet so far; nothing of an anonymous one, nor with a code."""
    key, member = participation.survey.named_key, participation.member_id
    if key is None or member is None:
        return None
    return next(_OWN.instances(member=member, key=key), None)


def take_up(*, participation: Participation, given: Given, version: int | None) -> None:
    """The sheet is being handed in: what was kept of it goes, in the caller's transaction.

    Raises `DraftClash` when another device has kept something else since ``version``.
    """
    draft = kept(participation=participation)
    if draft is None:
        return
    fields = participation.survey.questionnaire.fields(given)
    if version is not None and version < draft.version and draft.given != fields:
        raise DraftClash(draft)
    AnswerDraft.objects.filter(pk=draft.pk).delete()


def forget_of(*, survey: Survey) -> None:
    """The survey is over: what was not handed in is nobody's business."""
    if not survey.is_anonymous:
        AnswerDraft.objects.of(survey).delete()


def forget_left_over() -> int:
    """Drafts that a save brought in the moment in which their survey ended; how many."""
    return AnswerDraft.objects.left_over().delete()[0]
