"""A detachment with its office logged in, a branch with a person, and a few kinds."""

from __future__ import annotations

import pytest

from branches.choices import Role, UnitKind
from members.models import CertificateKind, HonourKind, TrainingKind
from tests.factories import BranchFactory, UnitFactory, member_of, user_with


@pytest.fixture
def detachment(db):
    return UnitFactory(kind=UnitKind.DETACHMENT)


@pytest.fixture
def branch(detachment):
    return BranchFactory(name="滨江站党支部", unit=UnitFactory(name="滨江站", parent=detachment))


@pytest.fixture
def office(client, detachment):
    user = user_with(Role.POLITICAL_OFFICE, unit=detachment)
    client.force_login(user)
    return user


@pytest.fixture
def person(branch):
    return member_of(branch, name="赵一鸣", staff_number="F001")


@pytest.fixture
def uav(db):
    return CertificateKind.objects.get(code="uav")


@pytest.fixture
def merit(db):
    return HonourKind.objects.get(code="merit_third")


@pytest.fixture
def rotation(db):
    return TrainingKind.objects.get(code="rotation")
