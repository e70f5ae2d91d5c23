"""Who claims under which rules, and the tabs of the list."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from accounts.models import User
from assessment.choices import CLAIMED, Basis
from assessment.models import Rule
from assessment.presenting.places import settled_branch
from assessment.refusals import PointsRefused
from assessment.services.rule_sets import rule_set_for
from branches.models import Branch
from branches.periods import Grain, Period
from members.models import Member


class Claimant:
    """A member, the branch that settles the present quarter, and what may be claimed."""

    def __init__(self, member: Member, today: date) -> None:
        self.member, self.today = member, today

    @cached_property
    def branch(self) -> Branch | None:
        return settled_branch(self.member, self.today)

    def is_own(self, user: User) -> bool:
        return self.member.user_id == user.pk

    def rules(self, proposed_by: User) -> Any:
        """Rules for claims; for oneself only those that gain points."""
        if self.branch is None:
            return Rule.objects.none()
        quarter = str(Period.containing(self.today, Grain.QUARTER))
        try:
            rules = rule_set_for(branch=self.branch, quarter=quarter).rules
        except PointsRefused:
            return Rule.objects.none()
        if self.is_own(proposed_by):
            return rules.filter(basis=Basis.CLAIM, points__gt=0)
        return rules.filter(basis__in=CLAIMED)


def tabs(shown: str, waiting: int) -> list[tuple[str, str, bool, int | None]]:
    """For components/tabs.html."""
    return [
        ("待我审核", "?show=waiting", shown == "waiting", waiting),
        ("我提出的", "?show=mine", shown == "mine", None),
        ("全部", "?show=all", shown not in ("waiting", "mine"), None),
    ]
