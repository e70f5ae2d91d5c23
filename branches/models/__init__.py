from branches.models.appointment import Appointment
from branches.models.branch import Branch, BranchScopedQuerySet, Coverage, Group
from branches.models.provision import Holiday, Provision
from branches.models.unit import Unit, UnitScopedQuerySet

__all__ = [
    "Appointment",
    "Branch",
    "BranchScopedQuerySet",
    "Coverage",
    "Group",
    "Holiday",
    "Provision",
    "Unit",
    "UnitScopedQuerySet",
]
