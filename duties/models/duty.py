"""A duty: something that someone owes by a date, until another person has verified it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from branches import scope
from branches.choices import Role
from branches.models import Branch, Unit
from duties.choices import OWED, DutyAction, DutySource, DutyState
from duties.models.responsibility import ResponsibilityItem
from members.models import Member

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User

OWNING_ROLES = [
    Role.SECRETARY.value,
    Role.COMMITTEE_MEMBER.value,
    Role.BRIGADE_OFFICER.value,
    Role.POLITICAL_OFFICE.value,
]


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: User) -> Self:
        """One's own; those of branches and units one oversees; decisions of one's own branch."""
        if not user.is_authenticated:
            return self.none()
        seen = _owned_by(user) | _overseen_by(user)
        if apart := scope.held_by(user).apart_ids:
            seen |= Q(source=DutySource.DECISION, branch__in=apart)
        return self.filter(seen)

    def manageable_by(self, user: User) -> Self:
        """Given by a committee in its branch, by an officer at the unit and below."""
        return self.filter(_overseen_by(user))

    def owned_by(self, user: User) -> Self:
        """What the user owes: in person, by post, or as one of the committee."""
        return self.filter(_owned_by(user))

    def awaiting_verification_by(self, user: User) -> Self:
        """Reported as done by somebody else, at a place where the user verifies."""
        held = scope.held_by(user)
        by_committee = Q(verified_above=False, branch__in=held.committee_ids)
        here = by_committee | _overseen_from_units(held)
        return self.filter(here, state=DutyState.DONE).exclude(done_by=user.pk)

    def reportable_by(self, user: User) -> Self:
        """Owed, and to be reported as done by the user: an owner, or one of the committee."""
        led = Q(branch__in=scope.held_by(user).committee_ids)
        return self.filter(_owned_by(user) | led, state__in=OWED)

    def at_or_below(self, unit: Unit) -> Self:
        """At the unit or below it, and at branches hung there."""
        return self.filter(_under((unit.path,)))

    def owed(self) -> Self:
        return self.filter(state__in=OWED)

    def overdue(self, today: date) -> Self:
        """Owed and past their day: derived, never stored."""
        return self.owed().filter(due_on__lt=today)


def _owned_by(user: User) -> Q:
    held = scope.held_by(user)
    owned = Q(owner__among=Member.objects.filter(user=user.pk).order_by().values("pk"))
    for role, branches in (
        (Role.SECRETARY.value, held.secretary_ids),
        (Role.COMMITTEE_MEMBER.value, held.committee_ids),
        ("", held.committee_ids),
    ):
        if branches:
            owned |= Q(owner=None, owner_role=role, branch__in=branches)
    for post in held.appointments:
        if post.unit_id:
            owned |= Q(owner=None, owner_role__in=["", post.role], unit=post.unit_id)
    return owned


def _overseen_by(user: User) -> Q:
    held = scope.held_by(user)
    return Q(branch__in=held.committee_ids) | _overseen_from_units(held)


def _overseen_from_units(held: scope.Held) -> Q:
    """Places are looked up first; of a whole tree every row is read anyway."""
    if held.whole_tree:
        return scope.under(held.unit_paths, "branch__unit__path") | scope.under(
            held.unit_paths, "unit__path"
        )
    return _under(held.unit_paths)


def _under(paths: tuple[str, ...]) -> Q:
    if not paths:
        return Q(pk__in=[])
    branches = Branch.objects.filter(scope.under(paths, "unit__path")).order_by()
    units = Unit.objects.filter(scope.under(paths)).order_by()
    return Q(branch__among=branches.values("pk")) | Q(unit__among=units.values("pk"))


class Duty(models.Model):
    """What is owed at a branch or a unit, by a person, by a post, or by the whole committee.

    ``key`` makes it once (``decision:7``, ``item:3:branch:9:2026Q3``); empty when given by hand.
    """

    title = models.CharField("事项", max_length=200)
    detail = models.TextField("要求", blank=True)
    source = models.CharField("来源", max_length=16, choices=DutySource, default=DutySource.FREE)
    key = models.CharField(max_length=80, unique=True, null=True, blank=True, editable=False)
    source_label = models.CharField("出处", max_length=120, blank=True)
    source_path = models.CharField(max_length=200, blank=True, editable=False)
    item = models.ForeignKey(
        ResponsibilityItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="责任事项",
    )
    period = models.CharField("期间", max_length=8, blank=True)
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="党支部",
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="单位",
    )
    owner = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="责任人",
    )
    owner_role = models.CharField("责任岗位", max_length=24, choices=Role, blank=True)
    due_on = models.DateField("完成时限")
    verified_above = models.BooleanField("由上级核验", default=False)
    state = models.CharField("状态", max_length=16, choices=DutyState, default=DutyState.OPEN)
    evidence = models.TextField("办理情况", blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报告人",
    )
    verified_on = models.DateField("核验日期", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核验人",
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="交办人",
    )
    given_at = models.DateTimeField("交办时间", default=timezone.now)
    climbed_on = models.DateField("逾期上报日期", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(branch=None, unit__isnull=False) | Q(branch__isnull=False, unit=None),
                name="duty_at_one_place",
                violation_error_message="督办事项属于一个党支部或一个单位。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DutyState.values), name="duty_state_known"
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(owner_role=""), name="duty_of_person_or_post"
            ),
            models.CheckConstraint(
                condition=Q(owner_role__in=["", *OWNING_ROLES]), name="duty_role_that_owns"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[DutyState.DONE.value, DutyState.VERIFIED.value],
                    done_on__isnull=False,
                    done_by__isnull=False,
                )
                | Q(
                    state__in=[
                        DutyState.OPEN.value,
                        DutyState.RETURNED.value,
                        DutyState.DROPPED.value,
                    ],
                    done_on=None,
                    done_by=None,
                ),
                name="duty_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=DutyState.VERIFIED.value)
                | Q(verified_on__isnull=False, verified_by__isnull=False)
                & ~Q(verified_by=models.F("done_by")),
                name="duty_verified_by_another",
                violation_error_message="办理人不能核验自己办的事项。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=[state.value for state in OWED]),
                name="duty_owed",
            ),
            models.Index(fields=["branch", "state", "due_on"], name="duty_branch_state"),
            models.Index(fields=["item", "period"], name="duty_item_period"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("duties:duty", args=[self.pk])

    @property
    def place(self) -> Branch | Unit | None:
        return self.branch or self.unit

    @property
    def is_owed(self) -> bool:
        return self.state in OWED

    @property
    def owner_label(self) -> str:
        """王伟, 支部书记, or 支部委员会."""
        if self.owner is not None:
            return self.owner.name
        if self.owner_role == Role.COMMITTEE_MEMBER or not self.owner_role:
            return "支部委员会" if self.branch_id else str(self.unit)
        return str(Role(self.owner_role).label)

    def is_overdue(self, today: date) -> bool:
        return self.is_owed and self.due_on < today


class DutyEvent(models.Model):
    """Something happened to a duty. Only ever added."""

    duty = models.ForeignKey(
        Duty, on_delete=models.CASCADE, related_name="events", verbose_name="督办事项"
    )
    action = models.CharField("动作", max_length=8, choices=DutyAction)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
    )
    at = models.DateTimeField("时间", default=timezone.now)
    remark = models.TextField("说明", blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办记录"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_action_display()
