import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import id_numbers
from members.choices import Sex
from members.partial_dates import PartialDate
from members.sheets.cells import Doubtful
from members.sheets.numbers import read_id_number, read_phone, read_staff_number
from members.sheets.refusals import CellRefused
from members.tests.books import id_number

SOUND = "11010119900307803X"


@pytest.mark.parametrize(
    "written",
    [
        SOUND,
        "11010119900307803x",
        "110101 19900307 803X",
        " 11010119900307803X\n",
        "'11010119900307803X",
        "１１０１０１１９９００３０７８０３Ｘ",
        "\u200b11010119900307803X\u202c",
        "110101-19900307-803X",
    ],
)
def test_id_numbers_are_read_among_noise(written):
    assert read_id_number(written) == SOUND


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("110101199003078030", "校验码不对"),
        ("110101900307803", "15 位旧号码"),
        ("1101011990030780", "现在是 16 位"),
        ("1101011990030780XX", "应为 18 位"),
        ("110101199013078033", "出生日期"),
        ("110101199003078000", "设为「文本」格式"),
        ("1.10101E+17", "设为「文本」格式"),
        (110101199003078000.0, "设为「文本」格式"),
        (110101900307803.0, "设为「文本」格式"),
        ("军字第0012345号", "应为 18 位"),
    ],
)
def test_broken_id_numbers_are_refused_without_repeating_them(written, reason):
    with pytest.raises(CellRefused, match=reason) as refused:
        read_id_number(written)

    assert "19900307" not in str(refused.value)


def test_a_sound_number_that_ends_in_zeros_is_read_with_a_warning():
    number = next(
        id_number(born=f"199003{day:02}", sequence=sequence)
        for day in range(1, 29)
        for sequence in range(0, 1000, 100)
        if id_number(born=f"199003{day:02}", sequence=sequence).endswith("000")
    )

    doubtful = read_id_number(number)

    assert isinstance(doubtful, Doubtful)
    assert doubtful.value == number
    assert "000" in doubtful.reason


@given(
    st.dates(id_numbers.birth_date(SOUND).earliest).map(lambda day: f"{day:%Y%m%d}"),
    st.integers(0, 999),
    st.integers(0, 16),
)
def test_one_wrong_digit_never_passes(born, sequence, place):
    number = id_number(born=born, sequence=sequence)
    wrong = str((int(number[place]) + 1) % 10)

    assert id_numbers.fault_of(number) == ""
    assert id_numbers.fault_of(number[:place] + wrong + number[place + 1 :])


def test_an_id_number_carries_birth_and_sex():
    assert id_numbers.birth_date(SOUND) == PartialDate(1990, 3, 7)
    assert id_numbers.is_male(SOUND)
    assert not id_numbers.is_male(id_number(sequence=802))
    assert Sex.MALE.label == "男"


@pytest.mark.parametrize(
    "written", ["13800138000", 13800138000.0, "138 0013 8000", "138-0013-8000", "+8613800138000"]
)
def test_phones_are_read(written):
    assert read_phone(written) == "13800138000"


@pytest.mark.parametrize(
    "written", ["0571-88888888", "1380013800", "13800138000/13900139000", "无线"]
)
def test_what_is_no_mobile_number_is_refused_without_repeating_it(written):
    with pytest.raises(CellRefused, match="11 位手机号") as refused:
        read_phone(written)

    assert written not in str(refused.value)


def test_masked_numbers_of_our_own_export_say_nothing():
    assert read_id_number("**************803X") is None
    assert read_phone("*******8000") is None


def test_a_phone_in_scientific_notation_says_why():
    with pytest.raises(CellRefused, match="科学记数"):
        read_phone("1.38E+10")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("F00123", "F00123"),
        (1023.0, "1023"),
        (" 33-001 ", "33-001"),
        ("Ｆ１２", "F12"),
        ("1E5", "1E5"),
    ],
)
def test_staff_numbers_are_read(written, expected):
    assert read_staff_number(written) == expected


@pytest.mark.parametrize("written", ["工 12", "a" * 33, "1.2E+10", "12，13"])
def test_other_staff_numbers_are_refused(written):
    with pytest.raises(CellRefused, match="工号"):
        read_staff_number(written)
