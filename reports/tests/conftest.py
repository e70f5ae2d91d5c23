"""A small force that could leak: two brigades of one detachment, each with a branch behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from branches.choices import Role, UnitKind
from branches.models import Branch, Unit
from tests.factories import BranchFactory, UnitFactory, user_with

SOMETIME = date(2025, 9, 10)  # in a month that is over, whenever the tests run


TIP = re.compile(r'<(?:span|div) class="tip".*?(?:</span></span>|</div>)', re.S)


def text_of(html: str) -> str:
    """What is read on a page, without what only a pointer brings up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", TIP.sub("", html)))


@dataclass
class Force:
    detachment: Unit
    brigade: Unit
    other_brigade: Unit
    here: Branch
    there: Branch

    def user(self, role: Role):
        """One who holds the role at the detachment, the brigade or the branch ``here``."""
        places = {
            Role.POLITICAL_OFFICE: {"unit": self.detachment},
            Role.BRIGADE_OFFICER: {"unit": self.brigade},
            Role.ADMINISTRATOR: {},
            Role.AUDITOR: {},
        }
        return user_with(role, **places.get(role, {"branch": self.here}))


@pytest.fixture
def force(db) -> Force:
    detachment = UnitFactory(kind=UnitKind.DETACHMENT, name="江城支队")
    brigade = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment, name="城东大队")
    other = UnitFactory(kind=UnitKind.BRIGADE, parent=detachment, name="城西大队")
    here = BranchFactory(unit=UnitFactory(parent=brigade), name="东门站党支部", code="DM")
    there = BranchFactory(unit=UnitFactory(parent=other), name="西门站党支部", code="XM")
    for unit in (detachment, brigade, other):
        unit.refresh_from_db()
    return Force(detachment, brigade, other, here, there)


@pytest.fixture
def page(force):
    """The text of a page as a role sees it, or its status when it is not answered."""

    def fetch(role: Role, address: str, *, user=None, **headers) -> str:
        client = Client()
        client.force_login(user or force.user(role), "django.contrib.auth.backends.ModelBackend")
        response = client.get(address, headers=headers)
        return response.content.decode() if response.status_code == 200 else response.status_code

    return fetch
