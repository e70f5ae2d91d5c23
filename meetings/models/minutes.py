"""What was said and decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from branches.models import Branch, BranchScopedQuerySet
from duties.choices import DutyState
from duties.history import status_at
from duties.models import Duty
from meetings.choices import VoteMatter, VoteMethod
from meetings.models.meeting import Meeting
from members.models import Member


class AgendaItem(models.Model):
    """One item of the agenda, with its vote when there was one."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=120)
    report = models.TextField("内容", blank=True)
    matter = models.CharField("表决事项", max_length=24, choices=VoteMatter, blank=True)
    method = models.CharField("表决方式", max_length=8, choices=VoteMethod, blank=True)
    yes = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    no = models.PositiveSmallIntegerField("反对", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    written_yes = models.PositiveSmallIntegerField("书面赞成", default=0)
    passed = models.BooleanField("通过", null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agenda_number_once"),
            models.CheckConstraint(
                condition=Q(matter="", yes=None, no=None, abstained=None)
                | (~Q(matter="") & Q(yes__isnull=False, no__isnull=False, abstained__isnull=False)),
                name="agenda_vote_complete",
                violation_error_message="表决须填写赞成、反对、弃权三个票数。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Speech(models.Model):
    """Somebody spoke to an item; dissent is recorded word for word."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="speeches")
    number = models.PositiveSmallIntegerField("序号")
    speaker = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发言人",
    )
    speaker_name = models.CharField("发言人姓名", max_length=64)
    text = models.TextField("发言要点")

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "发言"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.speaker_name


class Lecture(models.Model):
    """One Party lecture of a gathering: who gave it, and on what.

    A lecturer of the roster belonged to ``branch`` that day; a guest has a name only.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lectures")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("题目", max_length=120)
    lecturer = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lectures",
        verbose_name="主讲人",
    )
    lecturer_name = models.CharField("主讲人姓名", max_length=64)
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主讲人当日所在支部",
    )

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "党课主讲"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="lecture_number_once"),
            models.UniqueConstraint(fields=["meeting", "lecturer"], name="lecturer_once"),
            models.CheckConstraint(
                condition=Q(lecturer=None, branch=None)
                | Q(lecturer__isnull=False, branch__isnull=False),
                name="lecturer_with_branch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lecturer_name}《{self.title}》"


class Decision(models.Model):
    """What was decided, numbered per branch and year, with owner and date."""

    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="decisions", verbose_name="党支部"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    text = models.TextField("决定")
    owner = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_decisions",
        verbose_name="责任人",
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = BranchScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决定事项"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "year", "number"], name="decision_number_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["branch", "due_on"], condition=Q(done_on=None), name="decision_open"
            ),
        ]

    def __str__(self) -> str:
        return f"〔{self.year}〕{self.number}号"


class Heard(models.Model):
    """A decision of an earlier meeting as it stood when this one heard how far it was.

    Frozen: what becomes of the decision or of its duty later changes nothing here.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="heard")
    duty = models.ForeignKey(
        Duty, on_delete=models.PROTECT, related_name="+", verbose_name="督办事项"
    )
    number = models.CharField("编号", max_length=24)
    text = models.TextField("决定")
    owner_name = models.CharField("责任人", max_length=64)
    due_on = models.DateField("完成时限")
    state = models.CharField("当日状态", max_length=16, choices=DutyState)
    as_of = models.DateField("截至")

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "听取的决议落实情况"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "duty"], name="heard_once"),
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="heard_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def status(self) -> tuple[str, str]:
        """How it stood that day, as ``{% status %}`` takes it."""
        return status_at(self.state, self.due_on, self.as_of)
