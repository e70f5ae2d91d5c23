from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.partial_dates import PartialDate
from members.sheets.cells import Doubtful
from members.sheets.dates import read_date
from members.sheets.refusals import CellRefused

MAY, SIXTH = PartialDate(1990, 5), PartialDate(1990, 5, 6)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1990.05", MAY),
        ("1990.5", MAY),
        ("199005", MAY),
        (199005.0, MAY),
        (1990.05, MAY),
        (1990.5, MAY),
        ("1990-5", MAY),
        ("1990/05", MAY),
        ("1990年5月", MAY),
        ("1990年05月", MAY),
        ("1990 年 5 月", MAY),
        ("1990．05", MAY),
        ("１９９０．０５", MAY),
        ("1990。5", MAY),
        ("19900500", MAY),
        (MAY, MAY),
        ("1990-5-6", SIXTH),
        ("1990/5/6", SIXTH),
        ("1990.5.6", SIXTH),
        ("1990.05.06", SIXTH),
        ("1990年5月6日", SIXTH),
        ("19900506", SIXTH),
        (19900506.0, SIXTH),
        ("1990-05-06 00:00:00", SIXTH),
        ("1990-05-06T00:00:00", SIXTH),
        ("1990—5—6", SIXTH),
        (SIXTH, SIXTH),
        ("1990.10", PartialDate(1990, 10)),
        ("1990.1", PartialDate(1990, 1)),
        (1990.11, PartialDate(1990, 11)),
        ("2000-02-29", PartialDate(2000, 2, 29)),
    ],
    ids=str,
)
def test_every_usual_way_of_writing_is_read(raw, expected):
    assert read_date(raw) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("90.5", "四位"),
        ("90-5-6", "四位"),
        ("90年5月", "四位"),
        ("1990", "只有年份"),
        (1990.0, "只有年份"),
        ("1990年", "只有年份"),
        ("1990.13", "日历上没有"),
        ("1990-02-30", "日历上没有"),
        ("19900532", "日历上没有"),
        ("2001-02-29", "日历上没有"),
        ("18900506", "年份不合理"),
        (PartialDate(1899, 12, 31), "年份不合理"),
        ("19905", "看不出"),
        (19905.0, "看不出"),
        ("5月", "看不出"),
        ("待定", "看不出"),
        ("06/05/1990", "看不出"),
        (3.0, "看不出"),
        (True, "看不出"),
    ],
    ids=str,
)
def test_what_is_not_surely_a_date_is_refused(raw, reason):
    with pytest.raises(CellRefused, match=reason):
        read_date(raw)


@pytest.mark.parametrize("raw", [36526.0, "36526"])
def test_a_day_number_is_read_with_a_warning(raw):
    doubtful = read_date(raw)

    assert isinstance(doubtful, Doubtful)
    assert doubtful.value == PartialDate(2000, 1, 1)
    assert "2000-01-01" in doubtful.reason


def test_a_number_that_lost_its_last_zero_is_october_with_a_warning():
    doubtful = read_date(1990.1)

    assert isinstance(doubtful, Doubtful)
    assert doubtful.value == PartialDate(1990, 10)
    assert "1990.01" in doubtful.reason


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day_is_the_same_in_all_writings(day):
    expected = PartialDate(day.year, day.month, day.day)
    writings = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        float(f"{day:%Y%m%d}"),
        f"{day:%Y.%m.%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        expected.label,
    )

    assert {read_date(written) for written in writings} == {expected}


@given(st.text(max_size=20) | st.floats())
def test_whatever_stands_in_a_cell_is_read_or_refused(raw):
    try:
        value = read_date(raw)
    except CellRefused:
        return
    assert isinstance(value, PartialDate | Doubtful)
