"""Changing the keys of the personal data, without losing a row or a look-up."""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError, call_command

from accounts import crypto, keys
from members.models import Member, RosterImport
from tests.factories import MemberFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "t1:" + "5a" * 32, "t2:" + "6b" * 32, "t1:" + "7c" * 32
NUMBER, PHONE = "990101199003070015", "19900000001"


@pytest.fixture
def rows(settings):
    """Two people, one of them without a phone, and an uploaded file."""
    settings.FIELD_KEYS = OLD
    unit = UnitFactory()
    for number in (NUMBER, NUMBER[:-1] + "X"):
        MemberFactory(unit=unit, id_number=number, id_digest=crypto.digest(number))
    Member.objects.filter(id_digest=crypto.digest(NUMBER)).update(
        phone=PHONE, phone_digest=crypto.digest(PHONE)
    )
    RosterImport.objects.create(
        unit=unit, created_by=UserFactory(), file_name="a.xlsx", content=b"PK", since="2026-01-01"
    )
    assert keys.in_use() == {"t1"}


def rotate(*options):
    call_command("rotate_keys", *options, verbosity=0)


def read():
    return sorted(Member.objects.values_list("id_number", "phone")), bytes(
        RosterImport.objects.get().content
    )


def test_the_old_key_can_be_thrown_away_in_the_end(rows, settings):
    before = read()
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    rotate()
    assert keys.in_use() == {"t1", "t2"}  # t1 still makes the digests
    assert Member.objects.get(id_digest=crypto.digest(NUMBER)).phone == PHONE
    rotate("--digests")

    settings.FIELD_KEYS = NEW
    assert keys.fault() == ""
    assert keys.in_use() == {"t2"}
    assert read() == before
    assert Member.objects.get(phone_digest=crypto.digest(PHONE)).id_number == NUMBER
    assert Member.objects.filter(phone_digest="").count() == 1


def test_broken_off_it_goes_on_where_it_was(rows, settings, monkeypatch):
    monkeypatch.setattr(keys, "ROWS_A_STATEMENT", 1)
    settings.FIELD_KEYS = f"{NEW},{OLD}"

    def stop(line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.reencrypt(progress=stop)
    with pytest.raises(CommandError, match="还有个人信息没有换密钥"):
        rotate("--digests")
    said = []
    assert keys.reencrypt(progress=said.append) == 2  # the other person, and the file
    assert keys.reencrypt(progress=said.append) == 0


@pytest.mark.parametrize(
    ("configured", "sentence"),
    [
        (NEW, "用密钥 t1 加密的，FIELD_KEYS 里没有"),
        (OTHER, "编号相同，但不是同一把"),
        (f"{OLD},{NEW}", "查找用的摘要不是"),
        (OLD, "^$"),
        (f"{NEW},{OLD}", "^$"),
    ],
    ids=["missing", "another of that name", "digests of another", "the same", "a new one too"],
)
def test_keys_that_do_not_fit_are_named(rows, settings, configured, sentence):
    settings.FIELD_KEYS = configured

    assert re.search(sentence, keys.fault())
