"""Two stores that share nothing: who answered, and what was answered. See docs/adr/0020.

A `Participation` knows a person (or a code) and a day, and no answer. A `Tray` holds answers and
knows neither person nor code nor day. Only a survey that said so keeps `NamedResponse`s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedBinaryField
from members.models import Member
from surveys.ballot_box import Contents
from surveys.choices import SurveyState
from surveys.models.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, user: User) -> Self:
        """One's own. Nobody is shown who else has answered."""
        return self.of_user(user.pk) if user.is_authenticated else self.none()

    def of_user(self, pk: int) -> Self:
        return self.filter(member__user_id=pk)

    def manageable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def waiting(self) -> Self:
        return self.filter(handed_in_on=None, survey__state=SurveyState.OPEN)


class Participation(models.Model):
    """Somebody may answer once. Of an anonymous survey it is deleted when the survey ends."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="participations")
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, related_name="participations"
    )
    code = models.CharField("一次性代码摘要", max_length=64, null=True, unique=True)
    group = models.PositiveSmallIntegerField("分组", default=0)
    handed_in_on = models.DateField("交卷日期", null=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参与"
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(member=None, code__isnull=False) | Q(member__isnull=False, code=None),
                name="participation_of_a_member_or_a_code",
            ),
        ]

    def __str__(self) -> str:
        return str(self.survey)


class TrayQuerySet(models.QuerySet["Tray"]):
    def of(self, survey: Survey) -> Self:
        """The ballot box of a survey; nothing of a named one."""
        return self.filter(survey_id=survey.anonymous_key)

    def opened(self) -> Iterator[Contents]:
        """What lies in each."""
        return (tray.opened for tray in self)


class Tray(models.Model):
    """Some of the anonymous answers of a survey, sealed, in no order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, to_field="anonymous_key", on_delete=models.CASCADE, related_name="trays"
    )
    contents = EncryptedBinaryField()

    objects = TrayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "票箱"

    def __str__(self) -> str:
        return "票箱"

    @property
    def opened(self) -> Contents:
        return Contents.opened(bytes(self.contents))


class NamedResponseQuerySet(models.QuerySet["NamedResponse"]):
    def of(self, survey: Survey) -> Self:
        """All of a survey; nothing of an anonymous one."""
        return self.filter(survey_id=survey.named_key)

    def visible_to(self, user: User) -> Self:
        """Who manages the survey reads what was said under one's name; and oneself."""
        managed = Survey.objects.manageable_by(user).values("named_key")
        return self.filter(Q(survey__in=managed) | Q(member__user_id=user.pk))

    def manageable_by(self, user: User) -> Self:
        return self.none()


class NamedResponse(models.Model):
    """What somebody answered under their name. Impossible in an anonymous survey: no key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, to_field="named_key", on_delete=models.CASCADE, related_name="responses"
    )
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, related_name="survey_responses"
    )
    group = models.PositiveSmallIntegerField("分组", default=0)
    answers = models.JSONField("答案")

    objects = NamedResponseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "实名答卷"
        constraints = [
            models.UniqueConstraint(fields=["survey", "member"], name="named_response_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member or '凭码作答'} · {self.survey}"
