"""Points claimed with evidence, approved by another person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.choices import ClaimState
from assessment.models.rules import Rule
from branches.models import Branch, BranchScopedQuerySet
from members.models import Member

if TYPE_CHECKING:
    from accounts.models import User


class ClaimQuerySet(BranchScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of members whose records one may read."""
        return self.filter(
            Q(member__user_id=user.pk) | Q(branch__in=Branch.objects.overseen_by(user))
        )

    def with_people(self) -> Self:
        return self.select_related("member", "rule", "branch", "proposed_by", "decided_by")

    def waiting_at(self, branch: Branch, quarter: str) -> Self:
        found = self.filter(state=ClaimState.WAITING, branch=branch, quarter=quarter)
        return found.select_related("member", "rule")

    def led_or_reviewed_by(self, user: User) -> Self:
        """Of branches one leads or reviews; whether one may decide, the service says."""
        return self.filter(
            Q(branch__in=Branch.objects.manageable_by(user))
            | Q(branch__in=Branch.objects.reviewable_by(user))
        )

    def revocable_by(self, user: User) -> Self:
        """Approved, of a branch one leads or reviews, and not about oneself."""
        places = Q(branch__in=Branch.objects.manageable_by(user)) | Q(
            branch__in=Branch.objects.reviewable_by(user)
        )
        return self.filter(places, state=ClaimState.APPROVED).exclude(member__user_id=user.pk)

    def reviewable_by(self, user: User) -> Self:
        """Waiting, of a branch one leads or reviews, neither proposed by nor about oneself."""
        places = Q(branch__in=Branch.objects.manageable_by(user)) | Q(
            branch__in=Branch.objects.reviewable_by(user)
        )
        return (
            self.filter(places, state=ClaimState.WAITING)
            .exclude(proposed_by=user)
            .exclude(member__user_id=user.pk)
        )


class Claim(models.Model):
    """A member (or the branch for a member) says: this is worth points, here is why."""

    token = models.UUIDField("提交标识", unique=True, editable=False)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="claims", verbose_name="党员"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="claims", verbose_name="党支部"
    )
    rule = models.ForeignKey(
        Rule, on_delete=models.PROTECT, related_name="claims", verbose_name="积分项"
    )
    quarter = models.CharField("季度", max_length=6)
    points = models.DecimalField("申报分值", max_digits=5, decimal_places=1)
    occurred_on = models.DateField("发生日期")
    reason = models.CharField("事由", max_length=200)
    evidence = models.FileField("佐证", upload_to="claims/%Y/", blank=True)
    evidence_name = models.CharField("佐证文件名", max_length=120, blank=True)
    state = models.CharField("状态", max_length=12, choices=ClaimState, default=ClaimState.WAITING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="申报人"
    )
    proposed_at = models.DateTimeField("申报时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    remark = models.CharField("审核意见", max_length=200, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分申报"
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="claim_decided_by_another",
                violation_error_message="申报和审核不能是同一个人。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values), name="claim_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(points=0),
                name="claim_worth_something",
                violation_error_message="申报分值不能为 0。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["branch", "quarter"],
                condition=Q(state=ClaimState.WAITING.value),
                name="claim_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.rule}"

    @property
    def is_waiting(self) -> bool:
        return self.state == ClaimState.WAITING
