"""Whom on file a row means."""

from datetime import date

import pytest

from members.choices import Stage
from members.sheets import Column, Severity
from members.tests.books import id_number
from members.tests.imports.planning import ID, changes, plan, row, someone, told
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_staff_number_of_somebody_else_is_refused(station):
    someone(station, number=id_number(sequence=803), staff_number="F1", name="钱二")

    assert told(plan(station, row())) == {"C2": "这个工号在册属于另一人，请核对工号"}


def test_id_number_and_staff_number_of_two_people_are_refused(station):
    someone(station, staff_number="F7")
    someone(station, number=id_number(sequence=803), staff_number="F1", name="钱二")

    assert "C2" in told(plan(station, row()))


def test_two_rows_that_mean_one_person_are_refused(station):
    someone(station)

    planned = plan(station, row(工号=""), row(身份证号=""))

    assert told(planned) == {"C3": "与第 2 行是在册的同一人，请只留一行"}


def test_another_name_under_the_same_id_number_is_a_warning(station):
    someone(station, name="赵一明")

    planned = plan(station, row())

    assert "赵一明" in told(planned, Severity.WARNING)["A2"]
    assert (Column.NAME, "赵一明", "赵一鸣") in changes(planned)


def test_another_id_number_under_the_same_staff_number_is_a_warning(station):
    someone(station, number=id_number(sequence=803))

    planned = plan(station, row())

    assert "按工号认出" in told(planned, Severity.WARNING)["B2"]
    assert (Column.ID_NUMBER, "原号码", f"尾号 {ID[-4:]}") in changes(planned)


def test_who_left_the_force_comes_back_with_a_warning(station):
    someone(station, left_on=date(2025, 1, 1), stage=Stage.NONE, joined_on="", confirmed_on="")

    planned = plan(station, row())

    assert "离队" in told(planned, Severity.WARNING)["A2"]
    assert planned.rows[0].values["left_on"] is None


def test_someone_outside_the_reach_is_refused_without_saying_where(station):
    elsewhere = UnitFactory(name="别的支队")
    someone(elsewhere)

    planned = plan(station, row())

    assert list(told(planned)) == ["B2"]
    assert "别的" not in told(planned)["B2"]


def test_a_waiting_account_finds_its_person(station):
    user = UserFactory(staff_number="F1")

    assert plan(station, row()).rows[0].account == user.pk
