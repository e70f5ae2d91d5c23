"""Rows written by the ten thousand are what ``save()`` would have written."""

import pytest
from django.db import IntegrityError, transaction

from accounts import crypto
from accounts.bulk import insert_rows, update_rows
from members.models import Member
from tests.factories import MemberFactory, UnitFactory

pytestmark = pytest.mark.django_db
AWKWARD = 'tab\there, "quotes", back\\slash \\N, line\nbreak, 汉字 %s'


def person(unit, **values):
    return {"name": "赵一鸣", "category": "firefighter", "unit_id": unit.pk, **values}


def test_inserted_rows_have_defaults_and_awkward_text_stays_as_it_is():
    unit = UnitFactory()

    count = insert_rows(
        Member,
        [person(unit, post=AWKWARD, staff_number="F1"), person(unit, post="\\N", phone="138")],
    )

    first, second = Member.objects.order_by("pk")
    assert count == 2
    assert (first.post, first.staff_number, first.stage) == (AWKWARD, "F1", "none")
    assert (second.post, second.staff_number, second.phone) == ("\\N", None, "138")
    assert first.left_on is None
    assert first.created_at is not None


def test_equal_secrets_are_never_alike_in_the_database():
    insert_rows(Member, [person(UnitFactory(), phone="13800138000") for _ in range(2)])

    stored = Member.objects.extra(select={"raw": "phone"}).values_list("raw", flat=True)
    assert len(set(stored)) == 2
    assert {crypto.decrypt(each) for each in stored} == {"13800138000"}


def test_updated_rows_keep_what_is_left_out():
    first, second, third = (MemberFactory(post="班长", education="college") for _ in range(3))

    update_rows(Member, [{"pk": first.pk, "post": ""}, {"pk": second.pk, "education": "bachelor"}])

    values = Member.objects.order_by("pk").values_list("post", "education")
    assert list(values) == [("", "college"), ("班长", "bachelor"), ("班长", "college")]
    assert third.pk


def test_nothing_to_write_is_no_error():
    assert insert_rows(Member, []) == 0
    assert update_rows(Member, []) == 0


def test_constraints_hold():
    row = person(UnitFactory(), staff_number="F1")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Member, [row, row])

    assert not Member.objects.exists()
