"""The questions of a draft. What was sent stands in ``Survey.paper`` and no longer changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from surveys.choices import QuestionKind
from surveys.models.survey import Survey

if TYPE_CHECKING:
    from accounts.models import User


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(survey__in=Survey.objects.visible_to(user))

    def manageable_by(self, user: User) -> Self:
        return self.filter(survey__in=Survey.objects.manageable_by(user))


class Question(models.Model):
    """One question. ``lineage`` stays when it is copied: so waves are compared."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="questions", verbose_name="问卷"
    )
    number = models.PositiveSmallIntegerField("题号")
    kind = models.CharField("题型", max_length=8, choices=QuestionKind)
    text = models.CharField("题目", max_length=200)
    hint = models.CharField("提示", max_length=120, blank=True)
    required = models.BooleanField("必答", default=True)
    options = models.JSONField("选项", default=list, blank=True)
    rows = models.JSONField("行", default=list, blank=True)
    asked_if = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads_to",
        verbose_name="前面的题",
    )
    asked_if_option = models.PositiveSmallIntegerField("选了", null=True, blank=True)
    lineage = models.UUIDField(default=uuid4, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "题目"
        ordering = ["survey", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="question_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(asked_if=F("pk")), name="question_not_after_itself"
            ),
        ]
        indexes = [models.Index(fields=["survey", "number"], name="question_in_order")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
