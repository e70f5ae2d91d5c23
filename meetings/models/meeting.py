"""A gathering: logged once, credited to several kinds and branches, held in one or two sittings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid5

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.models import Branch, BranchScopedQuerySet, Group, Unit
from branches.paths import STEP
from meetings.choices import (
    COUNTED,
    ENTERED,
    OPEN_FOR_EDITING,
    MeetingKind,
    MeetingState,
    PartnerState,
)
from meetings.models.theme import Theme
from members.models import Member

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class MeetingQuerySet(BranchScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Meetings of branches one sees, and those at which the own branch was a partner; what is
        not handed in, only to those who write it."""
        held = scope.held_by(user)
        reached = self._overseen_by(user)
        if others := held.apart_ids - held.committee_ids:
            reached |= Q(branch_id__in=others) & ~Q(state__in=OPEN_FOR_EDITING)
        if held.unit_paths or not held.branch_ids:
            return self.filter(reached)
        return self._together_with(reached, held)

    def _together_with(self, reached: Q, held: scope.Held) -> Self:
        """And those at which the own branch was a partner. As a union of keys: an OR over two
        tables would read all meetings there are. Who acts for a unit sees by its tree alone, which
        holds the branches that meet together."""
        every = self.model._default_manager.order_by()
        joined = every.filter(
            state__in=ENTERED,
            partners__branch_id__in=held.branch_ids,
            partners__state__in=(PartnerState.WAITING, PartnerState.CONFIRMED),
        )
        own = every.filter(reached)
        return self.filter(pk__in=own.values("pk").union(joined.values("pk")))

    def with_rights(self, user: User) -> Self:
        """With ``may_write`` (of the branch's committee), ``may_explain`` (acts for a unit above),
        ``may_oversee`` (either) and ``may_review`` (waiting, and not the own record). No query of
        its own."""
        held = scope.held_by(user)
        written = Q(branch_id__in=held.committee_ids)
        above = scope.under(held.unit_paths, "branch__unit__path")
        return self.annotate(
            may_write=ExpressionWrapper(written, models.BooleanField()),
            may_explain=ExpressionWrapper(above, models.BooleanField()),
            may_review=ExpressionWrapper(self._reviewed_by(user), models.BooleanField()),
            may_oversee=ExpressionWrapper(self._overseen_by(user), models.BooleanField()),
        )

    def with_place(self) -> Self:
        """With ``above``, the name of the unit above the branch's own, ``is_joint``, whether other
        branches are named in it, and ``is_inspected``, whether an inspection has drawn it."""
        path = OuterRef("branch__unit__path")
        shorter = Substr(path, 1, Length(path) - STEP)
        others = self.model._meta.get_field("partners").related_model.objects
        drawn = self.model._meta.get_field("inspected").related_model.objects
        return self.annotate(
            above=Subquery(Unit.objects.filter(path=shorter).values("name")[:1]),
            is_joint=Exists(others.filter(meeting=OuterRef("pk"))),
            is_inspected=Exists(drawn.filter(meeting=OuterRef("pk"))),
        )

    def overseen_by(self, user: User) -> Self:
        """Meetings of branches one leads, or under one's unit."""
        return self.filter(self._overseen_by(user))

    def reviewable_by(self, user: User) -> Self:
        """Handed in, at branches under the user's unit, and not written by the user."""
        return self.filter(self._reviewed_by(user))

    def under_units_of(self, user: User) -> Self:
        """At branches under the user's unit, in whatever state."""
        return self.filter(scope.under(scope.held_by(user).unit_paths, "branch__unit__path"))

    def crediting(self, kind: str) -> Self:
        """Those that count as ``kind``."""
        credited = Credit.objects.filter(kind=kind, meeting=OuterRef("pk"))
        return self.filter(Exists(credited))

    def editable_by(self, user: User) -> Self:
        """Returned or withdrawn records of branches one writes for."""
        return self.manageable_by(user).filter(state__in=OPEN_FOR_EDITING)

    def withdrawable_by(self, user: User) -> Self:
        """Handed in and not yet decided on, of branches one writes for."""
        return self.manageable_by(user).filter(state=MeetingState.HANDED_IN)

    def correctable_by(self, user: User) -> Self:
        """Accepted records, of branches one writes for or reviews."""
        return self.filter(self._overseen_by(user), state__in=COUNTED)

    @staticmethod
    def _overseen_by(user: User) -> Q:
        held = scope.held_by(user)
        return Q(branch_id__in=held.committee_ids) | scope.under(
            held.unit_paths, "branch__unit__path"
        )

    @staticmethod
    def _reviewed_by(user: User) -> Q:
        own_units = scope.under(scope.held_by(user).unit_paths, "branch__unit__path")
        return own_units & Q(state=MeetingState.HANDED_IN) & ~Q(recorded_by=user.pk)

    def late(self) -> Self:
        """Handed in later than the rule allows; the delay and the reason stand in the record."""
        return self.filter(late_days__gt=0)

    def odd(self) -> Self:
        """With something to look at that nobody has explained yet."""
        oddities = apps.get_model("meetings", "Oddity").objects
        return self.filter(pk__in=oddities.filter(explained_at=None).order_by().values("meeting"))

    def entered(self) -> Self:
        """Handed in, accepted or sealed: what the board counts as held."""
        return self.filter(state__in=ENTERED)

    def counted(self) -> Self:
        """Accepted or sealed: what points are computed from."""
        return self.filter(state__in=COUNTED)

    def held_within(self, first: date, last: date) -> Self:
        return self.filter(held_on__range=(first, last))


class Meeting(models.Model):
    """One gathering of a branch. ``held_on`` is the day of the first sitting."""

    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="meetings", verbose_name="党支部"
    )
    token = models.UUIDField("提交标识", unique=True, editable=False)
    title = models.CharField("主题", max_length=120)
    state = models.CharField(
        "状态", max_length=12, choices=MeetingState, default=MeetingState.DRAFT
    )
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=64, blank=True)
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="采纳的主题",
    )
    chair = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chaired",
        verbose_name="主持人",
    )
    recorder = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minuted",
        verbose_name="记录人",
    )
    observers = models.CharField("列席人员", max_length=300, blank=True)
    summary = models.TextField("主要内容", blank=True)
    late_days = models.PositiveSmallIntegerField("补录（会后天数）", default=0)
    late_reason = models.CharField("补录原因", max_length=200, blank=True)
    cancel_reason = models.CharField("未召开原因", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="录入人"
    )
    recorded_at = models.DateTimeField("录入时间", default=timezone.now)
    handed_in_at = models.DateTimeField("上报时间", null=True, blank=True)
    expected = models.PositiveSmallIntegerField("应到", default=0)
    present = models.PositiveSmallIntegerField("实到", default=0)
    excused = models.PositiveSmallIntegerField("因公因事请假", default=0)
    expected_voters = models.PositiveSmallIntegerField("应到有表决权", default=0)
    present_voters = models.PositiveSmallIntegerField("实到有表决权", default=0)
    version = models.PositiveIntegerField("版本", default=1)

    # What a list says of it (meetings.listing.marked)
    kinds: list[str]
    odd: bool

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("expected"))
                & Q(present_voters__lte=F("expected_voters")),
                name="meeting_present_within_expected",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED.value) | ~Q(cancel_reason=""),
                name="meeting_cancelled_with_reason",
                violation_error_message="请写明未召开的原因。",
            ),
            models.CheckConstraint(
                condition=Q(late_days=0) | ~Q(late_reason=""),
                name="meeting_late_with_reason",
                violation_error_message="请写明补录的原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "held_on"], name="meeting_branch_day"),
            models.Index(fields=["held_on", "state"], name="meeting_day_state"),
            models.Index(
                fields=["branch"],
                condition=Q(state=MeetingState.HANDED_IN.value),
                name="meeting_waiting",
            ),
            models.Index(
                fields=["branch", "held_on"], condition=Q(late_days__gt=0), name="meeting_late"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def post_of(self, member_id: int) -> str:
        """主持人, 记录人, or nothing."""
        posts = {self.recorder_id: "记录人", self.chair_id: "主持人"}
        return posts.get(member_id, "")

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def edit_token(self) -> UUID:
        """Names the draft in which this wording is changed; the same for everybody who edits it."""
        return uuid5(self.token, str(self.version))

    def named_branches(self) -> list[Branch]:
        """The further branches that were there or are still to say so. One query."""
        named = self.partners.taking_part().values("branch")
        return list(Branch.objects.filter(pk__in=named).select_related("unit"))

    def attachment_ids(self) -> tuple[int, ...]:
        """Keys of its photos and files. One query."""
        return tuple(self.attachments.values_list("pk", flat=True))

    @property
    def is_open(self) -> bool:
        """Whether the branch may change it."""
        return self.state in OPEN_FOR_EDITING


class CreditQuerySet(BranchScopedQuerySet):
    def entered(self) -> Self:
        return self.filter(state__in=ENTERED)

    def held_within(self, first: date, last: date) -> Self:
        return self.filter(held_on__range=(first, last))


class Credit(models.Model):
    """The meeting counts for this branch as this kind (for group meetings: of this group).

    ``held_on`` and ``state`` are the meeting's; the database keeps them so (meetings/mirror.py).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="credits")
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        related_name="credits",
        verbose_name="党支部",
        db_index=False,  # the indexes below serve
    )
    kind = models.CharField("类型", max_length=24, choices=MeetingKind)
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
        verbose_name="党小组",
    )
    held_on = models.DateField("会议日期", null=True, blank=True, editable=False)
    state = models.CharField("会议状态", max_length=12, blank=True, editable=False)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计入"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "branch", "kind"], condition=Q(group=None), name="credit_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "branch", "kind", "group"],
                condition=Q(group__isnull=False),
                name="credit_once_per_group",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MeetingKind.values), name="credit_kind_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["branch", "held_on", "kind", "state", "group"], name="credit_of_branch"
            ),
            models.Index(
                fields=["kind", "held_on", "branch", "state", "group"], name="credit_of_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
