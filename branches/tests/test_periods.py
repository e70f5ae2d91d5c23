"""Months, quarters and years as they are written, bounded, walked and named."""

from datetime import date

import pytest

from branches.periods import Grain, Period, PeriodRefused, between, month, quarter, whole_year


@pytest.mark.parametrize(
    ("written", "begins", "ends", "label"),
    [
        ("2026-09", date(2026, 9, 1), date(2026, 9, 30), "2026年9月"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_a_written_period_has_bounds_and_a_name_and_is_written_back(written, begins, ends, label):
    period = Period.parse(written)

    assert (period.begins, period.ends, period.label, str(period)) == (begins, ends, label, written)


def test_what_people_type_is_read_generously():
    assert Period.parse(" 2026q3 ") == quarter(2026, 3)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-9",
        "2026Q5",
        "2026Q0",
        "26Q3",
        "2026年9月",
        "2026-09-01",
        "0001",
        "２０２６",
    ],
)
def test_anything_else_is_refused_with_an_example(written):
    with pytest.raises(PeriodRefused, match="时间段"):
        Period.parse(written)


@pytest.mark.parametrize(
    ("grain", "number"), [(Grain.MONTH, 13), (Grain.QUARTER, 5), (Grain.YEAR, 2), (Grain.MONTH, 0)]
)
def test_a_number_out_of_range_is_refused(grain, number):
    with pytest.raises(PeriodRefused):
        Period(grain, 2026, number)


@pytest.mark.parametrize(
    ("period", "before", "after"),
    [
        (month(2026, 1), month(2025, 12), month(2026, 2)),
        (month(2026, 12), month(2026, 11), month(2027, 1)),
        (quarter(2026, 1), quarter(2025, 4), quarter(2026, 2)),
        (quarter(2026, 4), quarter(2026, 3), quarter(2027, 1)),
        (whole_year(2026), whole_year(2025), whole_year(2027)),
    ],
    ids=str,
)
def test_neighbours_cross_the_year(period, before, after):
    assert (period.previous, period.next) == (before, after)


@pytest.mark.parametrize("period", [month(2026, 2), quarter(2026, 3), whole_year(2026)], ids=str)
def test_both_ends_belong_to_the_period_and_their_neighbours_do_not(period):
    assert [day in period for day in (period.begins, period.ends)] == [True, True]
    assert [day in period for day in (period.previous.ends, period.next.begins)] == [False, False]


@pytest.mark.parametrize(
    ("period", "grain", "parts"),
    [
        (quarter(2026, 3), Grain.MONTH, "2026-07 2026-08 2026-09"),
        (whole_year(2026), Grain.QUARTER, "2026Q1 2026Q2 2026Q3 2026Q4"),
        (month(2026, 8), Grain.QUARTER, "2026Q3"),
        (month(2026, 8), Grain.YEAR, "2026"),
        (month(2026, 8), Grain.MONTH, "2026-08"),
    ],
)
def test_a_period_splits_into_shorter_ones_or_widens_to_the_one_around_it(period, grain, parts):
    assert " ".join(map(str, period.split(grain))) == parts


def test_a_year_has_twelve_months():
    assert whole_year(2026).months == tuple(month(2026, number) for number in range(1, 13))


@pytest.mark.parametrize(
    ("day", "grain", "written"),
    [
        (date(2026, 9, 30), Grain.QUARTER, "2026Q3"),
        (date(2026, 10, 1), Grain.QUARTER, "2026Q4"),
        (date(2026, 10, 1), Grain.MONTH, "2026-10"),
        (date(2026, 12, 31), Grain.YEAR, "2026"),
    ],
)
def test_the_period_around_a_day(day, grain, written):
    assert str(Period.containing(day, grain)) == written


def test_between_lists_every_period_touched():
    touched = between(date(2026, 11, 30), date(2027, 2, 1), Grain.MONTH)

    assert " ".join(map(str, touched)) == "2026-11 2026-12 2027-01 2027-02"
