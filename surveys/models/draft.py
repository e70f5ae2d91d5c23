"""What somebody has answered so far, until it is handed in. Only of a survey under names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.utils import timezone

from accounts.fields import EncryptedBinaryField
from members.models import Member
from surveys.choices import SurveyState
from surveys.models.survey import Survey

if TYPE_CHECKING:
    from accounts.models import User


class AnswerDraftQuerySet(models.QuerySet["AnswerDraft"]):
    def visible_to(self, user: User) -> Self:
        """One's own. Who runs the survey reads what was handed in, and nothing before."""
        return self.of_user(user.pk) if user.is_authenticated else self.none()

    def of_user(self, pk: int) -> Self:
        return self.filter(member__user_id=pk)

    def of(self, survey: Survey) -> Self:
        """All of a survey; nothing of an anonymous one."""
        return self.filter(survey_id=survey.named_key)

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def left_over(self) -> Self:
        """Of surveys that have ended: saved in the very moment in which they did."""
        return self.filter(survey__state=SurveyState.CLOSED)


class AnswerDraft(models.Model):
    """The sheet as it stands, sealed. Impossible in an anonymous survey: it has no ``named_key``.

    ``version`` rises with every saving, so that a device that saw an older one overwrites nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, to_field="named_key", on_delete=models.CASCADE, related_name="answer_drafts"
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="answer_drafts")
    content = EncryptedBinaryField()
    version = models.PositiveIntegerField("版本", default=1)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    objects = AnswerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答题草稿"
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="answer_draft_once"),
        ]

    def __str__(self) -> str:
        return "答题草稿"

    @property
    def given(self) -> dict[str, list[str]]:
        """Form fields, as a browser sends them."""
        return json.loads(bytes(self.content))

    @staticmethod
    def sealed(given: dict[str, list[str]]) -> bytes:
        return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()
