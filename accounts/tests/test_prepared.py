"""Queries built once answer as those built anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.paginator import Paginator
from django.db.models import Q, Value
from django.db.models.functions import Length

from accounts.models import User
from accounts.prepared import Prepared, counted_at_once
from branches.choices import Role
from branches.models import Branch, Unit
from tests.factories import AppointmentFactory, BranchFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_instances_come_with_what_was_selected(django_assert_num_queries):
    branch, other = BranchFactory(name="特勤站党支部"), BranchFactory()
    by_key = Prepared(lambda pk: Branch.objects.filter(pk=pk).select_related("unit"))

    for wanted in (branch, other):
        with django_assert_num_queries(1):
            (found,) = by_key.instances(pk=wanted.pk)
            assert (found, found.unit.name) == (wanted, wanted.unit.name)
    assert found.founded_on == other.founded_on
    assert not found._state.adding


def test_instances_come_with_what_was_annotated():
    branch = BranchFactory(name="特勤站党支部")
    with_length = Prepared(lambda pk: Branch.objects.filter(pk=pk).annotate(n=Length("name")))

    (found,) = with_length.instances(pk=branch.pk)

    assert found.n == 6


def test_what_is_not_there_is_empty_on_the_other_side_of_a_join():
    branch = BranchFactory()
    by_key = Prepared(lambda pk: Branch.objects.filter(pk=pk).select_related("superior"))

    (found,) = by_key.instances(pk=branch.pk)

    assert found.superior is None
    assert list(by_key.instances(pk=0)) == []


def test_dates_and_times_are_those_of_the_model():
    user = UserFactory()
    by_number = Prepared(lambda number: User.objects.filter(staff_number=number))

    (found,) = by_number.instances(number=user.staff_number)
    assert found.date_joined == user.date_joined
    assert found.is_active is True

    since = Prepared(lambda moment: User.objects.filter(date_joined__gte=moment))
    assert since.count(moment=user.date_joined) == 1
    assert since.count(moment=user.date_joined + timedelta(seconds=1)) == 0


def test_several_values_and_lists_of_them():
    first, second = BranchFactory(code="B1"), BranchFactory(code="B2")
    found = Prepared(
        lambda codes, day: Branch.objects.filter(code__in=codes, founded_on__lte=day).values_list(
            "pk", "code"
        )
    )

    assert found.rows(codes=["B2"], day=second.founded_on) == [(second.pk, "B2")]
    assert found.count(codes=["B1", "B2"], day=first.founded_on) == 2
    assert found.first(codes=["B1"], day=first.founded_on - timedelta(days=1)) is None
    assert found.rows(codes=[], day=first.founded_on) == []


def test_a_value_that_may_be_missing_is_another_shape():
    BranchFactory(dissolved_on=None)
    dissolved = Prepared(lambda day: Branch.objects.filter(dissolved_on=day))

    assert dissolved.count(day=None) == 1
    assert dissolved.count(day=date(2026, 1, 1)) == 0


def test_the_beginning_of_a_text_is_taken_literally():
    UnitFactory(code="A_1"), UnitFactory(code="AB1")
    beginning = Prepared(lambda text: Unit.objects.filter(code__startswith=text))

    assert beginning.count(text="A") == 2
    assert beginning.count(text="A_") == 1


def test_users_of_one_shape_share_a_query_and_see_their_own():
    here, there = BranchFactory(), BranchFactory()
    users = [
        AppointmentFactory(branch=branch, role=Role.SECRETARY).user for branch in (here, there)
    ]
    seen = Prepared(lambda user: Branch.objects.visible_to(user).values_list("pk"))

    assert [seen.rows(user=user) for user in users] == [[(here.pk,)], [(there.pk,)]]
    assert len(seen._built) == 1


def test_who_holds_other_posts_gets_another_query():
    branch = BranchFactory()
    officer = AppointmentFactory(unit=branch.unit, role=Role.POLITICAL_OFFICE).user
    seen = Prepared(lambda user: Branch.objects.visible_to(user))

    assert list(seen.instances(user=officer)) == [branch]
    assert list(seen.instances(user=UserFactory())) == []


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (lambda value: Branch.objects.filter(code=value[:3]), "YC-01"),
        (lambda value: Branch.objects.filter(code__icontains=value), "YC-01"),
        (lambda value: Branch.objects.filter(founded_on=value + timedelta(days=1)), date.today()),
        (lambda value: Branch.objects.filter(pk=value + 1), 1),
    ],
    ids=["cut", "contained", "next day", "next number"],
)
def test_what_changes_a_value_is_not_prepared(build, value):
    with pytest.raises(ValueError, match="changed on its way"):
        Prepared(build).rows(value=value)


def test_what_looks_at_a_value_is_found_out():
    by_size = Prepared(
        lambda number: Branch.objects.filter(Q(pk=number) if number < 5 else Q(pk__gte=number))
    )

    with pytest.raises(AssertionError, match="built anew"):
        by_size.rows(number=1)


def test_other_things_are_not_taken():
    anything = Prepared(lambda thing: Branch.objects.annotate(thing=Value(thing)))

    with pytest.raises(TypeError, match="cannot be given"):
        anything.rows(thing=BranchFactory())


def test_several_are_counted_in_one_statement(django_assert_num_queries):
    branch = BranchFactory(name="特勤站党支部")
    BranchFactory()
    named = Prepared(lambda name: Branch.objects.filter(name=name))
    units = Prepared(lambda pks: Unit.objects.filter(pk__in=pks).order_by("name"))

    with django_assert_num_queries(1):
        found = counted_at_once(
            one=named.counting(name=branch.name),
            none=named.counting(name="没有的党支部"),
            nothing=units.counting(pks=[]),
            units=units.counting(pks=[branch.unit_id]),
        )
    assert found == {"one": 1, "none": 0, "nothing": 0, "units": 1}


def test_a_part_is_read_by_its_place_and_counted_as_a_whole(django_assert_num_queries):
    for number in range(5):
        BranchFactory(code=f"B{number}")
    BranchFactory(code="C")
    rows = Prepared(
        lambda start: Branch.objects.filter(code__startswith=start).order_by("-code")
    ).slices(start="B")

    with django_assert_num_queries(2):
        page = Paginator(rows, 2).get_page(2)

    assert [branch.code for branch in page] == ["B2", "B1"]
    assert page.paginator.count == 5
    assert [branch.code for branch in Paginator(rows, 2).get_page(9)] == ["B0"]
