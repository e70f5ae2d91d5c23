"""A survey: whose it is, whom it asks, and whether it is anonymous."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.models import Branch, Unit
from members.choices import StaffCategory, Stage
from surveys.choices import Breakdown, SurveyState
from surveys.paper import Paper
from surveys.suppression import LEAST

if TYPE_CHECKING:
    from accounts.models import User


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: User) -> Self:
        """Those one manages, and what has been sent below the units one acts for."""
        below = scope.under(scope.held_by(user).unit_paths, "unit__path")
        return self.filter(self._managed(user) | below & ~Q(state=SurveyState.DRAFT))

    def manageable_by(self, user: User) -> Self:
        """A unit's: office and brigade officer above it. A branch's: its secretary."""
        return self.filter(self._managed(user))

    def names_readable_by(self, user: User) -> Self:
        """Ended ones answered under names, for who may read who said what."""
        return self.manageable_by(user).closed().filter(anonymous_key=None)

    def telling_names(self, user: User) -> Self:
        """Each with ``names_are_readable``, for the links to them."""
        readable = Survey.objects.names_readable_by(user).filter(pk=OuterRef("pk"))
        return self.annotate(names_are_readable=Exists(readable))

    @staticmethod
    def _managed(user: User) -> Q:
        held = scope.held_by(user)
        of_unit = Q(branch=None) & scope.under(held.unit_paths, "unit__path")
        return of_unit | Q(branch__in=held.secretary_ids)

    def drafts(self) -> Self:
        return self.filter(state=SurveyState.DRAFT)

    def sent(self) -> Self:
        return self.exclude(state=SurveyState.DRAFT)

    def running(self) -> Self:
        return self.filter(state=SurveyState.OPEN)

    def closed(self) -> Self:
        return self.filter(state=SurveyState.CLOSED)

    def over_on(self, day: date) -> Self:
        """Still open though their last day has passed."""
        return self.running().filter(closes_on__lt=day)

    def light(self) -> Self:
        """Without what only single pages need."""
        return self.defer("paper", "outcome", "intro")


class Survey(models.Model):
    """Exactly one of the two keys is set, and each store of answers hangs on one of them.

    ``anonymous_key`` is what trays point to, ``named_key`` what named responses point to: a
    named response to an anonymous survey would have to point to a key that does not exist.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="surveys", verbose_name="发起单位"
    )
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="surveys",
        verbose_name="发起支部",
    )
    title = models.CharField("标题", max_length=60)
    intro = models.TextField("说明", max_length=500, blank=True)
    state = models.CharField("状态", max_length=8, choices=SurveyState, default=SurveyState.DRAFT)
    anonymous_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    named_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    breakdown = models.CharField(
        "结果分组", max_length=8, choices=Breakdown, default=Breakdown.NONE
    )
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="单位")
    categories = models.JSONField("人员类别", default=list, blank=True)
    stages = models.JSONField("政治面貌", default=list, blank=True)
    by_code_only = models.BooleanField(
        "只凭一次性代码作答", default=False, help_text="不发给名册上的人，只印发代码。"
    )
    earlier = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="later",
        verbose_name="上一次",
    )
    closes_on = models.DateField("截止日期", null=True, blank=True)
    opened_on = models.DateField("发出日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("结束日期", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="创建人"
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    # Frozen when the survey is sent: the questions, the names of the groups, how many were asked.
    paper = models.JSONField(default=list, blank=True, editable=False)
    groups = models.JSONField(default=list, blank=True, editable=False)
    invited = models.PositiveIntegerField("发出份数", default=0, editable=False)
    # Frozen when it ends: what may be shown, and nothing else.
    outcome = models.JSONField(null=True, blank=True, editable=False)

    TOLD: ClassVar = {"categories": dict(StaffCategory.choices), "stages": dict(Stage.choices)}

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问卷"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SurveyState.values), name="survey_state_known"
            ),
            models.CheckConstraint(
                condition=Q(breakdown__in=Breakdown.values), name="survey_breakdown_known"
            ),
            models.CheckConstraint(
                condition=Q(anonymous_key=None, named_key__isnull=False)
                | Q(anonymous_key__isnull=False, named_key=None),
                name="survey_anonymous_or_named",
            ),
            models.CheckConstraint(
                condition=Q(state=SurveyState.DRAFT.value)
                | Q(opened_on__isnull=False, closes_on__isnull=False),
                name="survey_sent_with_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(opened_on=None) | Q(closes_on__gte=F("opened_on")),
                name="survey_days_in_order",
                violation_error_message="截止日期不能早于发出的那天。",
            ),
            models.CheckConstraint(
                condition=~Q(state=SurveyState.CLOSED.value) | Q(closed_on__isnull=False),
                name="survey_closed_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_on"], name="survey_state_closes")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.pk])

    @property
    def is_anonymous(self) -> bool:
        return self.anonymous_key is not None

    @property
    def is_draft(self) -> bool:
        return self.state == SurveyState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == SurveyState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == SurveyState.CLOSED

    @property
    def place(self) -> Any:
        """Who asks: the branch or the unit."""
        return self.branch or self.unit

    @property
    def least(self) -> int:
        """Of fewer people nothing is shown."""
        return LEAST if self.is_anonymous else 1

    @property
    def last_day(self) -> date:
        """To which day answers are taken; a draft does not know it yet."""
        return self.closes_on or date.max

    @property
    def figures(self) -> dict[str, Any]:
        """What may be shown, once it has ended."""
        return self.outcome or {"respondents": 0, "items": []}

    @property
    def questionnaire(self) -> Paper:
        """As it was sent."""
        return Paper.of(self.paper)
