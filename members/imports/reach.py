"""How far an import may write: the people of a unit and all below it, or those of one branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from branches.models import Branch, Unit

if TYPE_CHECKING:
    from accounts.models import User
    from branches.models.branch import BranchQuerySet
    from branches.models.unit import UnitQuerySet


@dataclass(frozen=True, slots=True)
class Reach:
    """``unit`` is where a new person goes whose row names none. With ``branch`` only its people."""

    unit: Unit
    branch: Branch | None = None

    @classmethod
    def of(cls, unit: Unit, user: User) -> Self | None:
        """What ``user`` may import at ``unit``: all of it, or only the branch led there."""
        if Unit.objects.manageable_by(user).filter(pk=unit.pk).exists():
            return cls(unit)
        branch = Branch.objects.manageable_by(user).filter(unit=unit).first()
        return cls(unit, branch) if branch else None

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
