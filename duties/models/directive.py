"""A directive from above (上级部署), and how far each branch is with each of its five stages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from branches import scope
from branches.models import Branch, BranchScopedQuerySet, Unit
from duties.choices import AT_A_MEETING, STEPS_OWED, DirectiveState, Stage, StepState

if TYPE_CHECKING:
    from accounts.models import User

MEETING_STAGES = [stage.value for stage in AT_A_MEETING]
OWED_STATES = [state.value for state in STEPS_OWED]


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def visible_to(self, user: User) -> Self:
        """One's own unit's and those below, drafts too; once issued, those that reach a branch
        one sees."""
        if not user.is_authenticated:
            return self.none()
        seen = Branch.objects.visible_to(user).order_by().values("pk")
        reached = DirectiveStep.objects.filter(branch__in=seen).order_by().values("directive")
        return self.filter(_issues(user) | ~Q(state=DirectiveState.DRAFT) & Q(pk__in=reached))

    def manageable_by(self, user: User) -> Self:
        """Whoever acts for the issuing unit or one above it."""
        return self.filter(_issues(user))

    def drafts(self) -> Self:
        return self.filter(state=DirectiveState.DRAFT)

    def running(self) -> Self:
        """Issued, neither closed nor withdrawn."""
        return self.filter(state=DirectiveState.ISSUED)


def _issues(user: User, lookup: str = "unit__path") -> Q:
    return scope.under(scope.held_by(user).unit_paths, lookup)


class Directive(models.Model):
    """What a unit tells branches under it to study, deploy, carry out, inspect and report.

    Without chosen units and branches it is for the whole unit. A stage without a day of its own is
    due with the whole.
    """

    token = models.UUIDField("提交标识", unique=True, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="directives", verbose_name="下发单位"
    )
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    text = models.TextField("内容和要求", max_length=5000)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="下发到的单位")
    branches = models.ManyToManyField(
        Branch, blank=True, related_name="+", verbose_name="下发到的党支部"
    )
    study_by = models.DateField("学习期限", null=True, blank=True)
    deploy_by = models.DateField("部署期限", null=True, blank=True)
    carry_out_by = models.DateField("落实期限", null=True, blank=True)
    inspect_by = models.DateField("检查期限", null=True, blank=True)
    due_on = models.DateField("报告期限")
    state = models.CharField(
        "状态", max_length=12, choices=DirectiveState, default=DirectiveState.DRAFT
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="起草人"
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="下发人",
    )
    issued_on = models.DateField("下发日期", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="结束或撤回的人",
    )
    ended_on = models.DateField("结束日期", null=True, blank=True)
    reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上级部署"
        ordering = [F("issued_on").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DirectiveState.values), name="directive_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DirectiveState.DRAFT.value, issued_on=None, issued_by=None)
                | ~Q(state=DirectiveState.DRAFT.value)
                & Q(issued_on__isnull=False, issued_by__isnull=False),
                name="directive_issued_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=DirectiveState.WITHDRAWN.value) | ~Q(reason=""),
                name="directive_withdrawn_with_reason",
                violation_error_message="请写明撤回的原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("duties:directive", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return self.state == DirectiveState.ISSUED

    @property
    def days(self) -> list[tuple[Stage, date]]:
        """Until when each stage is due, in order."""
        own = (self.study_by, self.deploy_by, self.carry_out_by, self.inspect_by, self.due_on)
        return [(stage, day or self.due_on) for stage, day in zip(Stage, own, strict=True)]


class DirectiveStepQuerySet(BranchScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """At branches that one sees, of directives that one sees."""
        return (
            super()
            .visible_to(user)
            .filter(directive__in=Directive.objects.visible_to(user).order_by().values("pk"))
        )

    def overseen_by(self, user: User) -> Self:
        """At branches under one's unit: the next level, which looks at what they report."""
        return self.filter(scope.under(scope.held_by(user).unit_paths, "branch__unit__path"))

    def decidable_by(self, user: User) -> Self:
        """Reports that wait for the user: of the issuing unit, and not the user's own."""
        return self.filter(
            _issues(user, "directive__unit__path"),
            directive__state=DirectiveState.ISSUED,
            stage=Stage.REPORT,
            state=StepState.REPORTED,
        ).exclude(reported_by=user.pk)

    def owed_by(self, user: User) -> Self:
        """The step that is next at each branch of which the user is secretary."""
        mine = self.filter(
            branch__in=scope.held_by(user).secretary_ids, directive__state=DirectiveState.ISSUED
        ).owed()
        earlier = DirectiveStep.objects.filter(
            directive=models.OuterRef("directive"),
            branch=models.OuterRef("branch"),
            place__lt=models.OuterRef("place"),
            state__in=OWED_STATES,
        )
        return mine.exclude(models.Exists(earlier))

    def owed(self) -> Self:
        return self.filter(state__in=OWED_STATES)

    def standing(self, today: date) -> Self:
        """Without branches that have been dissolved: nobody is left who owes it."""
        return self.exclude(branch__dissolved_on__lt=today)

    def late(self, today: date) -> Self:
        """Owed and past their day, at branches that exist."""
        return self.standing(today).owed().filter(due_on__lt=today)


class DirectiveStep(models.Model):
    """One stage of a directive at one branch. ``place`` is where the stage stands in the order.

    Study and deployment point at the record of a meeting (``meeting:7``) and copy what it is
    called, as duties do with what they come from; the others say in a sentence what was done.
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="steps")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="directive_steps", verbose_name="党支部"
    )
    stage = models.CharField("环节", max_length=12, choices=Stage)
    place = models.PositiveSmallIntegerField("次序", editable=False)
    due_on = models.DateField("期限")
    state = models.CharField("状态", max_length=12, choices=StepState, default=StepState.OPEN)
    said = models.TextField("情况", max_length=1000, blank=True)
    meeting_key = models.CharField(max_length=80, blank=True, editable=False)
    meeting_label = models.CharField("会议", max_length=200, blank=True)
    meeting_path = models.CharField(max_length=200, blank=True, editable=False)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报告人",
    )
    seen_on = models.DateField("上级已阅日期", null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="已阅的人",
    )
    remark = models.CharField("退回意见", max_length=300, blank=True)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)

    objects = DirectiveStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部署落实环节"
        ordering = ["directive", "branch__unit__path", "branch", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "branch", "stage"], name="directive_step_once"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="directive_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=StepState.values), name="directive_step_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OWED_STATES, reported_on=None, reported_by=None)
                | ~Q(state__in=OWED_STATES)
                & Q(reported_on__isnull=False, reported_by__isnull=False),
                name="directive_step_reported_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OWED_STATES)
                | Q(stage__in=MEETING_STAGES) & ~Q(meeting_key="")
                | ~Q(stage__in=MEETING_STAGES) & ~Q(said=""),
                name="directive_step_shows_what_was_done",
                violation_error_message="学习、部署要选会议，其他环节要写明情况。",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[StepState.RETURNED.value, StepState.ACCEPTED.value],
                )
                | Q(stage=Stage.REPORT.value),
                name="directive_only_the_report_is_decided_on",
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_on=None)
                | Q(seen_on__isnull=False, seen_by__isnull=False)
                & (Q(reported_by=None) | ~Q(seen_by=F("reported_by"))),
                name="directive_step_seen_by_another",
                violation_error_message="自己报告的，要由另一个人审阅。",
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "state", "due_on"], name="directive_step_of_branch"),
            models.Index(
                fields=["directive", "due_on"],
                condition=Q(state__in=OWED_STATES),
                name="directive_step_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} · {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        return reverse("duties:directive_branch", args=[self.directive_id, self.branch.code])

    @property
    def is_owed(self) -> bool:
        return self.state in STEPS_OWED

    @property
    def at_a_meeting(self) -> bool:
        """Whether it is shown by the record of a meeting."""
        return self.stage in AT_A_MEETING

    @property
    def is_correctable(self) -> bool:
        """Reported, and the next level has not looked at it yet."""
        return self.state == StepState.REPORTED and self.seen_on is None

    @property
    def days_late(self) -> int:
        """How many days after its day it was reported."""
        return max(0, (self.reported_on - self.due_on).days) if self.reported_on else 0
