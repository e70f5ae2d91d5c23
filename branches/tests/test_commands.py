"""From an empty database to the first people who can work."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from branches import scope
from branches.models import Unit

pytestmark = pytest.mark.django_db


def run(*words: str, **options: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_a_new_installation_gets_its_unit_its_administrator_and_its_office():
    run("found_unit", "YC", "云川市消防救援支队")
    run("found_unit", "YC-D1", "城南大队", kind="brigade", under="YC")
    told = run("appoint", "100001", "administrator", name="系统管理员")
    run("appoint", "100002", "political_office", name="政治处主任", unit="YC")

    assert "自今天起任系统管理员。" in told

    office, admin = (User.objects.get(staff_number=number) for number in ("100002", "100001"))
    assert scope.held_by(office).office_paths == (Unit.objects.get(code="YC").path,)
    assert admin.has_perm("accounts.keep_accounts")
    assert admin.must_change_password
    assert admin.check_password(re.search(r"初始密码 ([\w-]+)，", told)[1])


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["found_unit", "YC-D1", "城南大队", "--under", "XX"], "没有代码为“XX”"),
        (["found_unit", "YC", " "], "名称"),
        (["appoint", "100002", "auditor"], "用 --name"),
        (["appoint", "100002", "political_office", "--name", "某", "--unit", "XX"], "没有代码"),
    ],
)
def test_a_refusal_is_one_sentence_and_leaves_nothing_behind(words, reason):
    with pytest.raises(CommandError, match=reason):
        run(*words)

    assert not User.objects.exists()
    assert not Unit.objects.exists()
