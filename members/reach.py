"""Where one may enter people: an office at its units, a committee in its own branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from branches import scope
from branches.choices import Role
from branches.models import Branch, Coverage, Unit

if TYPE_CHECKING:
    from accounts.models import User
    from branches.models.branch import BranchQuerySet
    from branches.models.unit import UnitQuerySet

OFFICE = (Role.POLITICAL_OFFICE,)


def units_open_to(user: User) -> UnitQuerySet:
    """Units at which ``user`` may enter people: the office's, and those the own branch covers."""
    covered = Coverage.objects.on(timezone.localdate()).filter(branch__in=_led_by(user))
    return Unit.objects.filter(
        Q(pk__in=Unit.objects.manageable_by(user).values("pk"))
        | Q(pk__in=covered.values("unit_id"))
        | Q(pk__in=_led_by(user).values("unit_id"))
    )


def branches_open_to(user: User) -> BranchQuerySet:
    """Branches into which ``user`` may bring people: under the office, and the own."""
    branches = Branch.objects.existing_on(timezone.localdate())
    return branches.filter(
        Q(pk__in=Branch.objects.arrangeable_by(user).values("pk"))
        | Q(pk__in=_led_by(user).values("pk"))
    )


def branches_honoured_by(user: User) -> BranchQuerySet:
    """Branches whose honours ``user`` enters: under the office, and the own. The dissolved, too."""
    return Branch.objects.filter(
        Q(pk__in=Branch.objects.arrangeable_by(user).values("pk"))
        | Q(pk__in=_led_by(user).values("pk"))
    )


def _led_by(user: User) -> BranchQuerySet:
    return Branch.objects.manageable_by(user)


def may_enter(user: User) -> bool:
    """Whether ``user`` enters people at all. No query beyond the user's posts."""
    held = scope.held_by(user)
    return bool(held.office_paths or held.committee_ids)


def reaches_of(user: User) -> list[Reach]:
    """What ``user`` may import for, the highest units first."""
    held = scope.held_by(user)
    units = [post.unit for post in held.appointments if post.unit and post.role in OFFICE]
    led = _led_by(user).select_related("unit")
    return [*map(Reach, units), *(Reach(branch.unit, branch) for branch in led)]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an import may write: the people of a unit and all below it, or those of one branch.

    ``unit`` is where a new person goes whose row names none. With ``branch`` only its people."""

    unit: Unit
    branch: Branch | None = None

    def __str__(self) -> str:
        return f"{self.branch}（只限本支部）" if self.branch else f"{self.unit}（含下级）"

    @property
    def key(self) -> str:
        """Names the reach in a form: ``unit-1``, ``branch-7``."""
        return f"branch-{self.branch.pk}" if self.branch else f"unit-{self.unit.pk}"

    @property
    def may_found(self) -> bool:
        """Whether unknown units and branches can be created: the political office's right."""
        return self.branch is None

    def units(self, day: date) -> UnitQuerySet:
        units = Unit.objects.open_on(day)
        if self.branch is None:
            return units.under(self.unit)
        covered = self.branch.coverages.on(day).values("unit_id")
        return units.filter(Q(pk=self.unit.pk) | Q(pk__in=covered))

    def branches(self, day: date) -> BranchQuerySet:
        branches = Branch.objects.existing_on(day)
        if self.branch is None:
            return branches.under(self.unit)
        return branches.filter(pk=self.branch.pk)
