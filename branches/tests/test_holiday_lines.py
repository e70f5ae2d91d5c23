"""Holidays pasted from a notice."""

from datetime import date

import pytest

from branches.calendar import DayMark
from branches.holiday_lines import LinesRefused, read_lines, write_lines


@pytest.mark.parametrize(
    "line",
    [
        "2027-10-01 至 2027-10-03 休 国庆节",
        "2027年10月1日到2027年10月3日，休，国庆节",
        "2027/10/1 ~ 2027/10/3 休国庆节",
        "  2027.10.1—2027.10.3 休 国庆节  ",
    ],
)
def test_a_span_is_read_as_people_write_it(line):
    assert read_lines(line) == [DayMark(date(2027, 10, day), True, "国庆节") for day in (1, 2, 3)]


def test_days_off_and_days_worked_stand_line_by_line():
    marks = read_lines("2027-01-01 休 元旦\n\n2027-01-02 班 元旦\n")

    assert marks == [
        DayMark(date(2027, 1, 1), True, "元旦"),
        DayMark(date(2027, 1, 2), False, "元旦"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2027-10-01 国庆节", "读不懂"),
        ("2027-10-01 休", "读不懂"),
        ("2027-02-30 休 春节", "没有2027-02-30这一天"),
        ("2027-10-03 至 2027-10-01 休 国庆节", "起止日期不对"),
        ("2027-01-01 至 2027-12-31 休 全年", "起止日期不对"),
    ],
    ids=["neither off nor worked", "no name", "no such day", "backwards", "too long"],
)
def test_a_line_that_cannot_be_read_says_why(line, reason):
    with pytest.raises(LinesRefused, match=f"第1行.*{reason}"):
        read_lines(line)


def test_all_faults_are_told_at_once():
    with pytest.raises(LinesRefused) as refusal:
        read_lines("不是日期\n2027-01-01 休 元旦\n2027-13-01 休 元旦")

    assert [fault[:3] for fault in refusal.value.faults] == ["第1行", "第3行"]


def test_what_is_written_is_read_back():
    text = "2027-01-01 至 2027-01-03 休 元旦\n2027-01-04 班 元旦\n2027-02-08 休 春节"

    assert write_lines(reversed(read_lines(text))) == text
    assert write_lines([]) == ""
