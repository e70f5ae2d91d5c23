"""Who belongs to which branch, from a day to a day. Every count of people goes by these dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from branches.dated import Dated, DatedQuerySet
from branches.models import Branch, BranchScopedQuerySet, Group
from members.choices import PARTY_STAGES, MembershipKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class MembershipQuerySet(DatedQuerySet, BranchScopedQuerySet):
    def roster_on(self, branch: Branch, day: date) -> Self:
        """The Party members who belong to ``branch`` on ``day``, by name."""
        return self.rosters_on([branch], day).select_related("member", "group")

    def rosters_on(self, branches: Sequence[Branch | int], day: date) -> Self:
        """The same for several branches (or their keys) together."""
        return (
            self.on(day)
            .filter(branch__in=branches, member__stage__in=PARTY_STAGES)
            .order_by("member__name_pinyin", "member_id")
        )


class Membership(Dated):
    """A member belongs to a branch. One open full relation each; moves close and open."""

    member = models.ForeignKey(
        "members.Member", on_delete=models.CASCADE, related_name="memberships", verbose_name="人员"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="memberships", verbose_name="党支部"
    )
    group = models.ForeignKey(
        Group,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="党小组",
    )
    kind = models.CharField(
        "关系", max_length=16, choices=MembershipKind, default=MembershipKind.FULL
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "组织隶属"
        constraints = [
            Dated.in_order("membership_dates_in_order"),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(until=None, kind=MembershipKind.FULL.value),
                name="membership_one_open_relation",
                violation_error_message="该同志的组织关系已在一个支部，请先转出。",
            ),
            models.UniqueConstraint(
                fields=["member", "branch", "kind"],
                condition=Q(until=None),
                name="membership_open_once",
            ),
        ]
        indexes = [models.Index(fields=["branch", "since"], name="membership_branch_since")]

    def __str__(self) -> str:
        return f"{self.member} · {self.branch}"
