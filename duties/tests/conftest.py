"""A branch with those who have to do with its duties."""

from __future__ import annotations

import pytest

from branches.choices import Role, UnitKind
from duties.services import duties as services
from duties.tests.given import DUE, NOW
from tests.factories import BranchFactory, UnitFactory, user_with


@pytest.fixture
def detachment():
    return UnitFactory(kind=UnitKind.DETACHMENT)


@pytest.fixture
def branch(detachment):
    return BranchFactory(name="滨江站党支部", unit=UnitFactory(parent=detachment))


@pytest.fixture
def secretary(branch):
    return user_with(Role.SECRETARY, branch=branch)


@pytest.fixture
def committee(branch):
    return user_with(Role.COMMITTEE_MEMBER, branch=branch)


@pytest.fixture
def office(detachment):
    return user_with(Role.POLITICAL_OFFICE, unit=detachment)


@pytest.fixture
def give(branch, office):
    def call(**spoilt):
        details = {"title": "排查用电隐患", "due_on": DUE, "by": office, "branch": branch}
        return services.give_duty(now=NOW, **(details | spoilt))

    return call
