"""Queries built once answer as those built anew."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.prepared import Prepared
from branches.models import Branch
from tests.factories import BranchFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_instances_come_with_what_was_selected(django_assert_num_queries):
    branch, other = BranchFactory(name="特勤站党支部"), BranchFactory()
    by_key = Prepared(lambda pk: Branch.objects.filter(pk=pk).select_related("unit"), like=0)

    for wanted in (branch, other):
        with django_assert_num_queries(1):
            (found,) = by_key.objects(wanted.pk)
            assert (found, found.unit.name) == (wanted, wanted.unit.name)
    assert found.founded_on == other.founded_on
    assert not found._state.adding


def test_what_is_not_there_is_empty_on_the_other_side_of_a_join():
    branch = BranchFactory()
    by_key = Prepared(lambda pk: Branch.objects.filter(pk=pk).select_related("superior"), like=0)

    (found,) = by_key.objects(branch.pk)

    assert found.superior is None
    assert list(by_key.objects(0)) == []


def test_dates_and_times_are_those_of_the_model():
    user = UserFactory()
    by_number = Prepared(lambda number: User.objects.filter(staff_number=number), like="")

    (found,) = by_number.objects(user.staff_number)

    assert found.date_joined == user.date_joined
    assert found.is_active is True


def test_a_query_with_two_values_is_not_accepted():
    wrong = Prepared(lambda pk: Branch.objects.filter(pk=pk, code="B1"), like=0)

    with pytest.raises(ValueError, match="more than one value"):
        wrong.rows(1)
