"""A branch's quarter on its way: computed, published, objected to, confirmed, locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from assessment.choices import LIVE, SHOWN, ClaimState, ObjectionState, SettlementState
from assessment.models.claim import Claim
from assessment.models.entry import Entry
from assessment.models.rules import RuleSet
from branches.models import Branch, BranchScopedQuerySet
from members.models import Member

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class SettlementQuerySet(BranchScopedQuerySet):
    def settleable_by(self, user: User) -> Self:
        """The branch's own committee, and the political office above it."""
        return self.filter(
            Q(branch__in=Branch.objects.manageable_by(user))
            | Q(branch__in=Branch.objects.arrangeable_by(user))
        )

    def overseen_by(self, user: User) -> Self:
        """Of branches whose people's records one may read."""
        return self.filter(branch__in=Branch.objects.overseen_by(user))

    def lockable_by(self, user: User) -> Self:
        """Locking and reopening is the political office's."""
        return self.filter(branch__in=Branch.objects.arrangeable_by(user))

    def of_quarter(self, quarter: str) -> Self:
        return self.filter(quarter=quarter)

    def counting(self) -> Self:
        """Not yet computed for good: the ledger follows the records every day."""
        return self.filter(state=SettlementState.OPEN)

    def live(self) -> Self:
        """Not yet published: the ledger still follows the records."""
        return self.filter(state__in=LIVE)

    def shown(self) -> Self:
        """Published, confirmed or locked: the branch's members may read the result."""
        return self.filter(state__in=SHOWN)

    def publishable(self) -> Self:
        """Computed, and no claim waits."""
        waiting = Claim.objects.filter(
            branch=OuterRef("branch"), quarter=OuterRef("quarter"), state=ClaimState.WAITING
        )
        return self.filter(~Exists(waiting), state=SettlementState.COMPUTED)

    def confirmable(self, today: date) -> Self:
        """Published, the days over, and no objection waits."""
        waiting = Objection.objects.waiting().filter(settlement=OuterRef("pk"))
        return self.filter(
            ~Exists(waiting), state=SettlementState.PUBLISHED, objections_until__lt=today
        )


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

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "季度结算"
        ordering = ["-quarter", "branch"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "quarter"], name="settlement_once"),
            models.CheckConstraint(
                condition=Q(state__in=SettlementState.values), name="settlement_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in SHOWN])
                | Q(published_at__isnull=False, objections_until__isnull=False),
                name="settlement_shown_with_deadline",
            ),
        ]
        indexes = [models.Index(fields=["quarter", "state"], name="settlement_quarter_state")]

    def __str__(self) -> str:
        return f"{self.branch} {self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:settlement", args=[self.branch.code, self.quarter])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_shown(self) -> bool:
        return self.state in SHOWN

    def takes_objections_on(self, day: date) -> bool:
        """While it is published, to the last day of the span."""
        return (
            self.state == SettlementState.PUBLISHED
            and self.objections_until is not None
            and day <= self.objections_until
        )


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
        published = Q(settlement__state__in=SHOWN)
        return self.filter(
            Q(member__user_id=user.pk)
            | Q(settlement__branch__in=Branch.objects.overseen_by(user))
            | (published & Q(settlement__branch__in=Branch.objects.visible_to(user)))
        )

    def published(self) -> Self:
        return self.filter(settlement__state__in=SHOWN)

    def of_settlement(self, settlement: Settlement) -> Self:
        """By name: no order of points, no league table."""
        return (
            self.filter(settlement=settlement)
            .select_related("member")
            .order_by("member__name_pinyin", "member_id")
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


UNANSWERED = (ObjectionState.WAITING.value, ObjectionState.WITHDRAWN.value)


class ObjectionQuerySet(BranchScopedQuerySet):
    branch_lookup = "settlement__branch"

    def visible_to(self, user: User) -> Self:
        """One's own, and those of branches whose people's records one may read."""
        return self.filter(
            Q(member__user_id=user.pk) | Q(settlement__branch__in=Branch.objects.overseen_by(user))
        )

    def waiting(self) -> Self:
        return self.filter(state=ObjectionState.WAITING)

    def with_records(self) -> Self:
        return self.select_related(
            "member", "answered_by", "settlement__branch", "settlement__rule_set",
            "entry__rule", "entry__meeting",
        )  # fmt: skip

    def withdrawable_by(self, user: User) -> Self:
        """One's own, as long as nobody has answered."""
        return self.waiting().filter(member__user_id=user.pk)

    def waiting_at(self, branch: Branch, quarter: str) -> Self:
        found = self.waiting().filter(settlement__branch=branch, settlement__quarter=quarter)
        return found.select_related("member")

    def answerable_by(self, user: User) -> Self:
        """Waiting, of a branch one leads or reviews, and not about oneself."""
        places = Q(settlement__branch__in=Branch.objects.manageable_by(user)) | Q(
            settlement__branch__in=Branch.objects.reviewable_by(user)
        )
        return self.filter(places, state=ObjectionState.WAITING).exclude(member__user_id=user.pk)


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
                condition=Q(state__in=UNANSWERED) | ~Q(answer=""),
                name="objection_answered_with_words",
                violation_error_message="请写明答复。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="objection_state_known"
            ),
            models.UniqueConstraint(
                fields=["settlement", "member", "entry"],
                condition=Q(state=ObjectionState.WAITING.value, entry__isnull=False),
                name="objection_once_per_line",
                violation_error_message="对这一条已提出异议，正在等待答复。",
            ),
            models.UniqueConstraint(
                fields=["settlement", "member"],
                condition=Q(state=ObjectionState.WAITING.value, entry=None),
                name="objection_once_in_general",
                violation_error_message="已提出异议，正在等待答复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_state_display()}"
