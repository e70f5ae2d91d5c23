"""A branch with people and the posts around it, each with a logged-in browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from branches.choices import Role, UnitKind
from branches.models import Branch, Unit
from members.models import Member
from tests.factories import BranchFactory, UnitFactory, member_of, user_with


@dataclass
class Place:
    """``as_("secretary")`` is that person's browser."""

    brigade: Unit
    branch: Branch
    people: list[Member]
    users: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)

    def as_(self, who: str) -> Any:
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(
                self.users[who], "django.contrib.auth.backends.ModelBackend"
            )
        return self.clients[who]


@pytest.fixture
def place(db):
    """A station's branch of three below a brigade; the first leads it."""
    brigade = UnitFactory(kind=UnitKind.BRIGADE)
    branch = BranchFactory(unit=UnitFactory(parent=brigade))
    people = [member_of(branch) for _ in range(3)]
    users = {
        "secretary": user_with(Role.SECRETARY, branch=branch),
        "committee": user_with(Role.COMMITTEE_MEMBER, branch=branch),
        "member": user_with(Role.MEMBER, branch=branch),
        "officer": user_with(Role.BRIGADE_OFFICER, unit=brigade),
        "office": user_with(Role.POLITICAL_OFFICE, unit=brigade),
        "stranger": user_with(Role.SECRETARY, branch=BranchFactory()),
    }
    people[0].user = users["secretary"]
    people[0].save()
    return Place(brigade, branch, people, users)
