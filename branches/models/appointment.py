"""Posts: a user holds a role at a unit or a branch from a day to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from branches import scope
from branches.choices import (
    BRANCH_ROLES,
    GIVEN_BY_ADMINISTRATOR,
    SYSTEM_ROLES,
    UNIT_ROLES,
    Role,
)
from branches.dated import Dated, DatedQuerySet
from branches.models.branch import Branch
from branches.models.unit import Unit

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class AppointmentQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own posts, and the posts at branches and units one sees.

        The administrator sees those that the administrator gives, of everyone.
        """
        held = scope.held_by(user)
        condition = (
            Q(user_id=user.pk)
            | Q(branch__in=Branch.objects.visible_to(user))
            | scope.under(held.unit_paths, "unit__path")
        )
        if held.home_unit_ids:
            condition |= Q(unit__in=held.home_unit_ids)
        if Role.ADMINISTRATOR in held.roles:
            condition |= Q(role__in=GIVEN_BY_ADMINISTRATOR)
        return self.filter(condition)

    def manageable_by(self, user: User) -> Self:
        """The political office appoints at its units and at the branches below them.

        The administrator gives system posts and sets up the offices themselves.
        """
        held = scope.held_by(user)
        condition = Q(branch__in=Branch.objects.arrangeable_by(user)) | scope.under(
            held.office_paths, "unit__path"
        )
        if Role.ADMINISTRATOR in held.roles:
            condition |= Q(role__in=GIVEN_BY_ADMINISTRATOR)
        return self.filter(condition)


class Appointment(Dated):
    """Rights are exactly the appointments that hold today."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="appointments",
        verbose_name="人员",
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="单位",
    )
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="党组织",
    )
    post = models.CharField("职务", max_length=32, blank=True, help_text="如：组织委员")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            Dated.in_order("appointment_dates_in_order"),
            models.CheckConstraint(
                condition=Q(
                    role__in=[r.value for r in BRANCH_ROLES], branch__isnull=False, unit=None
                )
                | Q(role__in=[r.value for r in UNIT_ROLES], unit__isnull=False, branch=None)
                | Q(role__in=[r.value for r in SYSTEM_ROLES], unit=None, branch=None),
                name="appointment_place_fits_role",
                violation_error_message="支部角色须选党支部，单位角色须选单位，系统角色两者都不选。",
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", *place],
                    condition=Q(until=None) & condition,
                    name=name,
                    violation_error_message="该同志已担任此职务。",
                )
                for name, place, condition in [
                    (
                        "appointment_open_once_per_branch",
                        ["branch", "post"],
                        Q(branch__isnull=False),
                    ),
                    ("appointment_open_once_per_unit", ["unit"], Q(unit__isnull=False)),
                    ("appointment_open_once", [], Q(branch=None, unit=None)),
                ]
            ),
        ]
        indexes = [models.Index(fields=["branch", "role"], name="appointment_branch_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.role_label}"

    def is_over(self, day: date) -> bool:
        """Whether it ended before ``day``."""
        return self.until is not None and self.until < day

    @property
    def role_label(self) -> str:
        """The post by name where it has one: 组织委员, else 支部委员."""
        return self.post or self.get_role_display()

    @property
    def place_label(self) -> str:
        return str(self.branch or self.unit or "系统")
