"""A branch with a member and a secretary, and the office above them."""

from __future__ import annotations

import pytest

from branches.choices import Role
from tests.factories import AppointmentFactory, BranchFactory, UnitFactory, member_of, user_with


@pytest.fixture
def brigade():
    return UnitFactory()


@pytest.fixture
def branch(brigade):
    return BranchFactory(unit=UnitFactory(parent=brigade), name="特勤站党支部")


@pytest.fixture
def member(branch):
    user = AppointmentFactory(role=Role.MEMBER, branch=branch).user
    return member_of(branch, user=user, name="本人")


@pytest.fixture
def secretary(branch):
    return user_with(Role.SECRETARY, branch=branch)


@pytest.fixture
def office(brigade):
    return user_with(Role.POLITICAL_OFFICE, unit=brigade)
