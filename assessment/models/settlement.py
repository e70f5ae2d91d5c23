"""A branch's quarter on its way: computed, published, objected to, confirmed, locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.choices import ObjectionState, SettlementState
from assessment.models.entry import Entry
from assessment.models.rules import RuleSet
from branches.models import Branch, BranchScopedQuerySet
from members.models import Member

if TYPE_CHECKING:
    from accounts.models import User


class Settlement(models.Model):
    """One branch, one quarter. A unit's settlement is all of those below it."""

    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="settlements", verbose_name="党支部"
    )
    quarter = models.CharField("季度", max_length=6)
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="settlements", verbose_name="积分规则"
    )
    state = models.CharField(
        "状态", max_length=12, choices=SettlementState, default=SettlementState.OPEN
    )
    computed_at = models.DateTimeField("计算时间", null=True, blank=True)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    objections_until = models.DateField("异议截止", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    reopened_reason = models.CharField("重开原因", max_length=200, blank=True)

    objects = BranchScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "季度结算"
        ordering = ["-quarter", "branch"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "quarter"], name="settlement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.quarter}"


class SettlementStep(models.Model):
    """Who took the settlement from one state to the next, when and why."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField("到", max_length=12, choices=SettlementState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间", default=timezone.now)
    reason = models.CharField("原因", max_length=200, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "结算经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_state_display()


class StandingQuerySet(BranchScopedQuerySet):
    branch_lookup = "settlement__branch"

    def visible_to(self, user: User) -> Self:
        """One's own; of members whose records one reads; and, once published, within the branch."""
        published = ~Q(settlement__state__in=[SettlementState.OPEN, SettlementState.COMPUTED])
        return self.filter(
            Q(member__user_id=user.pk)
            | Q(settlement__branch__in=Branch.objects.overseen_by(user))
            | (published & Q(settlement__branch__in=Branch.objects.visible_to(user)))
        )


class Standing(models.Model):
    """What the ledger gave for a member when the quarter was last computed or locked.

    A snapshot of what was published, with the ledger lines it was summed from (``up_to``); the live
    total is always summed from the ledger.
    """

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="standings")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="standings", verbose_name="党员"
    )
    total = models.DecimalField("总分", max_digits=5, decimal_places=1)
    band = models.CharField("等次", max_length=16)
    vetoed = models.BooleanField("红线", default=False)
    up_to = models.BigIntegerField("截至流水号", default=0)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "季度成绩"
        constraints = [
            models.UniqueConstraint(fields=["settlement", "member"], name="standing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.total}"


class ObjectionQuerySet(BranchScopedQuerySet):
    branch_lookup = "settlement__branch"

    def visible_to(self, user: User) -> Self:
        """One's own, and those of branches whose people's records one may read."""
        return self.filter(
            Q(member__user_id=user.pk) | Q(settlement__branch__in=Branch.objects.overseen_by(user))
        )


class Objection(models.Model):
    """A member objects to a line, or to a line that is missing."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="objections")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="objections", verbose_name="党员"
    )
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name="对应流水",
    )
    text = models.CharField("异议", max_length=300)
    state = models.CharField(
        "状态", max_length=12, choices=ObjectionState, default=ObjectionState.WAITING
    )
    raised_at = models.DateTimeField("提出时间", default=timezone.now)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分异议"
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObjectionState.WAITING.value) | ~Q(answer=""),
                name="objection_answered_with_words",
                violation_error_message="请写明答复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_state_display()}"
