"""Branches that met together with the one that wrote it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from branches.calendar import day_label
from branches.models import Branch, BranchScopedQuerySet
from meetings.choices import ENTERED, MeetingKind, PartnerState, Presence
from meetings.models.meeting import Meeting

if TYPE_CHECKING:
    from accounts.models import User
    from meetings.models import Credit


class PartnerQuerySet(BranchScopedQuerySet):
    def waiting(self) -> Self:
        """Nobody of the branch has said yet whether it was there; the record is handed in."""
        return self.filter(state=PartnerState.WAITING, meeting__state__in=ENTERED)

    def answerable_by(self, user: User) -> Self:
        """Waiting for a word of a branch that the user writes for."""
        return self.manageable_by(user).waiting()

    def taking_part(self) -> Self:
        return self.exclude(state=PartnerState.DECLINED)


class Partner(models.Model):
    """A further branch at a gathering. It counts there only once the branch itself has said so.

    ``roll`` is the attendance of its people until then, as rows of ``ROLL``; afterwards it is
    attendance like any other.
    """

    ROLL = ("member_id", "presence", "note", "may_vote", "sitting")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="partners")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="+", verbose_name="联合支部"
    )
    state = models.CharField(
        "状态", max_length=12, choices=PartnerState, default=PartnerState.WAITING
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    answered_at = models.DateTimeField("确认时间", null=True, blank=True)
    expected = models.PositiveSmallIntegerField("应到", default=0)
    present = models.PositiveSmallIntegerField("实到", default=0)
    excused = models.PositiveSmallIntegerField("因公因事请假", default=0)
    roll: Any = models.JSONField("待确认的考勤", default=list, blank=True)

    objects = PartnerQuerySet.as_manager()
    twin: Credit | None = None  # as `partners.compared` finds it
    names: Sequence[tuple[str, str]] = ()  # as `partners.with_names` finds them

    class Meta:
        verbose_name = verbose_name_plural = "联合支部"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "branch"], name="partner_once"),
            models.CheckConstraint(
                condition=Q(state__in=PartnerState.values), name="partner_state_known"
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("expected")), name="partner_present_within_expected"
            ),
        ]
        indexes = [models.Index(fields=["branch", "state"], name="partner_of_branch")]

    def __str__(self) -> str:
        return f"{self.branch} · {self.get_state_display()}"

    @property
    def warning(self) -> str:
        """Why recording another one of the month should be thought over."""
        meeting = self.meeting
        return (
            f"{meeting.held_on.month}月已有联合{self.counts_as}待确认：{meeting.branch}记录的"
            f"{day_label(meeting.held_on)}“{meeting.title}”。"
        )

    @property
    def twin_warning(self) -> str:
        """Why confirming should be thought over; nothing where there is no twin."""
        if self.twin is None:
            return ""
        own = self.twin.meeting
        return (
            f"{own.held_on.month}月已记录{self.twin.get_kind_display()}："
            f"{day_label(own.held_on)}“{own.title}”。"
        )

    @property
    def came(self) -> list[str]:
        """Who of the branch was there."""
        return [name for name, presence in self.names if presence == Presence.PRESENT]

    @property
    def away(self) -> list[tuple[str, str]]:
        """Who was not, and why."""
        return [
            (name, Presence(presence).label)
            for name, presence in self.names
            if presence != Presence.PRESENT
        ]

    @property
    def counts_as(self) -> str:
        """主题党日、党课: what the gathering will count as here once it is confirmed."""
        kinds = {credit.kind for credit in self.meeting.credits.all()}
        return "、".join(kind.label for kind in MeetingKind if kind in kinds)
