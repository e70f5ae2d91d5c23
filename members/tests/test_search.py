"""People are found by what one knows of them."""

import pytest

from members.identity import beside
from members.models import Member
from members.pinyin import pinyin_of
from members.search import matching
from members.tests.books import id_number
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    for name, sequence, staff, phone in (
        ("张伟", 801, "F100", "13800138000"),
        ("张娜", 802, "F200", "13900139000"),
        ("欧阳伟", 803, "G100", ""),
    ):
        values = {"name": name, "id_number": id_number(sequence=sequence), "phone": phone}
        MemberFactory(staff_number=staff, **values, **beside(values))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "张伟 张娜 欧阳伟"),
        ("张", "张伟 张娜"),
        ("伟", "张伟 欧阳伟"),
        ("张 伟", "张伟"),
        ("zhangwei", "张伟"),
        ("Zhang Wei", "张伟"),
        ("zhang", "张伟 张娜"),
        ("zw", "张伟"),
        ("oyw", "欧阳伟"),
        ("F1", "张伟"),
        ("f200", "张娜"),
        (id_number(sequence=802), "张娜"),
        (id_number(sequence=803).lower(), "欧阳伟"),
        (id_number(sequence=801)[-4:], "张伟"),
        ("13900139000", "张娜"),
        ("139 0013 9000", "张娜"),
        (id_number(sequence=805), ""),
        ("100%", ""),
        ("李", ""),
    ],
)
def test_finding(typed, found):
    names = {member.name for member in matching(Member.objects.all(), typed)}

    assert names == set(found.split())


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("曾国强", "zeng guo qiang"),
        ("单田", "shan tian"),
        ("尉迟恭", "yu chi gong"),
        ("买买提·艾力", "mai mai ti ai li"),
        ("Anna Li", "anna li"),
    ],
)
def test_names_in_pinyin(name, pinyin):
    assert pinyin_of(name) == pinyin
