"""Who was there: rows frozen from the roster of the day, with the voting right of that day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from branches.models import Branch, BranchScopedQuerySet
from meetings.choices import COUNTED, Presence
from meetings.models.meeting import Meeting
from meetings.models.sitting import Sitting
from members.models import Member

if TYPE_CHECKING:
    from accounts.models import User


class AttendanceQuerySet(BranchScopedQuerySet):
    def correctable_by(self, user: User) -> Self:
        """Of accepted records that the user writes or reviews, and of the own people at another
        branch's."""
        own = Q(branch__in=Branch.objects.manageable_by(user), meeting__state__in=COUNTED)
        return self.filter(Q(meeting__in=Meeting.objects.correctable_by(user)) | own)


class Attendance(models.Model):
    """One member at one meeting. Later moves change nothing here."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="attendances", verbose_name="党员"
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="+", verbose_name="当日所在支部"
    )
    presence = models.CharField(
        "到会情况", max_length=12, choices=Presence, default=Presence.PRESENT
    )
    note = models.CharField("说明", max_length=100, blank=True)
    may_vote = models.BooleanField("有表决权", default=False)
    sitting = models.ForeignKey(
        Sitting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="场次",
    )
    made_up_on = models.DateField("补学日期", null=True, blank=True)
    made_up_how = models.CharField("补学方式", max_length=100, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values), name="attendance_presence_known"
            ),
        ]
        indexes = [models.Index(fields=["member", "meeting"], name="attendance_member")]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_presence_display()}"
