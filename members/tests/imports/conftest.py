import pytest

from branches.choices import UnitKind
from tests.factories import BranchFactory, UnitFactory


@pytest.fixture
def detachment():
    return UnitFactory(name="江城支队", kind=UnitKind.DETACHMENT)


@pytest.fixture
def station(detachment):
    return UnitFactory(name="滨江站", parent=detachment)


@pytest.fixture
def branch(station):
    return BranchFactory(name="滨江站党支部", unit=station)
