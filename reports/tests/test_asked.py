"""A board's address, taken apart and put together."""

from datetime import date

import pytest

from branches.periods import Period
from reports.asked import Asked, period_from

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "read"), [("2026Q3", "2026Q3"), ("2025", "2025"), ("", "2026-11"), ("x", "2026-11")]
)
def test_what_is_no_period_is_the_running_month(written, read):
    assert str(period_from(written, TODAY)) == read


def test_what_is_unknown_falls_away():
    asked = Asked.of({"kind": "tea_party", "show": "nobody", "by": "age", "unit": "A"}, TODAY)

    assert asked == Asked(period=Period.parse("2026-11"), unit="A")


def test_an_address_keeps_what_was_asked_but_for_the_change():
    asked = Asked.of({"period": "2026Q3", "show": "late", "unit": "A"}, TODAY)

    assert asked.address() == "?period=2026Q3&unit=A&show=late"
    assert asked.address(show="", kind="party_lecture") == (
        "?period=2026Q3&unit=A&kind=party_lecture"
    )


@pytest.mark.parametrize(
    ("period", "before", "after", "now"),
    [
        ("2026-11", "2026-10", "", ""),
        ("2026-09", "2026-08", "2026-10", "2026-11"),
        ("2026Q4", "2026Q3", "", ""),
        ("2025", "2024", "2026", "2026"),
    ],
)
def test_switcher_goes_back_without_end_and_forward_to_today(period, before, after, now):
    switcher = Asked.of({"period": period}, TODAY).switcher(TODAY)

    def leads(address):
        return address.removeprefix("?period=")

    assert leads(switcher["prev_url"]) == before
    assert leads(switcher["next_url"]) == after
    assert leads(switcher["this_url"]) == now


@pytest.mark.parametrize(
    ("period", "month", "quarter"),
    [("2026", "2026-11", "2026Q4"), ("2025", "2025-12", "2025Q4"), ("2026Q3", "2026-09", "2026Q3")],
)
def test_another_length_stays_near(period, month, quarter):
    kinds = Asked.of({"period": period}, TODAY).switcher(TODAY)["kinds"]

    assert [url.removeprefix("?period=") for _, url, _ in kinds[:2]] == [month, quarter]
    assert [active for _, _, active in kinds].count(True) == 1
