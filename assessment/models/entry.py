"""The ledger of points. Lines are never edited; a correction is another line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.choices import EntryOrigin
from assessment.models.claim import Claim
from assessment.models.rules import Rule
from branches.models import Branch, BranchScopedQuerySet
from meetings.models import Decision, Meeting
from members.models import Member

if TYPE_CHECKING:
    from accounts.models import User


class EntryQuerySet(BranchScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of members whose records one may read."""
        return self.filter(
            Q(member__user_id=user.pk) | Q(branch__in=Branch.objects.overseen_by(user))
        )

    def of_quarter(self, quarter: str) -> Self:
        return self.filter(quarter=quarter)

    def with_records(self) -> Self:
        """With the rule and the record that each line comes from, for a page that names them."""
        return self.select_related("rule", "meeting", "decision__item", "claim")

    def update(self, **kwargs: Any) -> int:
        """The ledger is never edited: a correction is another line."""
        raise TypeError("a line of the ledger is never changed; append a correcting one")

    def delete(self) -> tuple[int, dict[str, int]]:
        """The ledger is never shortened either."""
        raise TypeError("a line of the ledger is never deleted; append a correcting one")


class Entry(models.Model):
    """Points for one member, one quarter, one rule, from one record.

    ``source`` names the record (``meeting:12``, ``claim:3``). For each member, quarter, rule and
    source the lines are numbered; their sum is what the record is worth. A correction appends the
    difference as the next line, so computing again adds nothing.
    """

    # The unique key below begins with the member, the index below with the branch: a million lines
    # are written faster without a second index on each.
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name="党员",
        db_index=False,
    )
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name="党支部",
        db_index=False,
    )
    quarter = models.CharField("季度", max_length=6)
    rule = models.ForeignKey(
        Rule,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name="积分项",
        db_index=False,
    )
    points = models.DecimalField("分值", max_digits=5, decimal_places=1)
    origin = models.CharField("来源", max_length=12, choices=EntryOrigin)
    source = models.CharField("记录", max_length=40)
    line = models.PositiveSmallIntegerField("行", default=1)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        db_index=False,
    )
    claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        db_index=False,
    )
    occurred_on = models.DateField("发生日期")
    reason = models.CharField("事由", max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="录入人",
        db_index=False,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
        db_index=False,
    )
    created_at = models.DateTimeField("记账时间", default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分流水"
        ordering = ["-occurred_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "quarter", "rule", "source", "line"], name="entry_line_once"
            ),
            models.CheckConstraint(condition=~Q(points=0), name="entry_worth_something"),
            models.CheckConstraint(
                condition=Q(origin__in=EntryOrigin.values), name="entry_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(origin=EntryOrigin.COMPUTED.value)
                | (
                    Q(approved_by__isnull=False)
                    & (Q(proposed_by=None) | ~Q(proposed_by=models.F("approved_by")))
                ),
                name="entry_approved_by_another",
                violation_error_message="申报和审核不能是同一个人。",
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "quarter"], name="entry_branch_quarter"),
            models.Index(
                fields=["decision"], condition=Q(decision__isnull=False), name="entry_decision"
            ),
            models.Index(fields=["claim"], condition=Q(claim__isnull=False), name="entry_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.quarter} {self.points:+}"

    @property
    def is_correction(self) -> bool:
        return self.line > 1
