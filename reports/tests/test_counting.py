"""From written records to tallies, without a database."""

from datetime import date

import pytest

from branches.periods import Grain, Period
from meetings import cadence
from meetings.cadence import Board, Cadence, Requirement
from reports.counting import Counting

THEME_DAY = Requirement("theme_day", "BR-16", cadence.Body.BRANCH, Grain.MONTH, 1)
GENERAL = Requirement("general_meeting", "BR-11", cadence.Body.BRANCH, Grain.QUARTER, 1)
GROUP = Requirement("group_meeting", "BR-13", cadence.Body.GROUPS, Grain.MONTH, 2)
BOARD = Board(Cadence((THEME_DAY, GENERAL, GROUP)), Period.parse("2026Q3"), date(2026, 10, 20))


@pytest.mark.parametrize(
    ("records", "tallies"),
    [
        ("", {}),
        ("theme_day/26-08/entered/", {"theme_day": (0, 0, 1, 0, 0, 0)}),
        ("theme_day/26-08/noted/ theme_day/26-09/entered/", {"theme_day": (0, 0, 0, 1, 1, 0)}),
        (
            "general_meeting/26-07/entered/ general_meeting/26-09/entered/",
            {"general_meeting": (2, 0)},
        ),
        ("theme_day/26-06/entered/ theme_day/25-08/entered/", {}),
        ("first_topic/26-08/entered/", {}),
    ],
)
def test_records_fall_into_the_slots_of_the_board(records, tallies):
    assert Counting(BOARD).of(records).tallies == tallies


def test_a_group_counts_as_often_as_it_is_asked():
    once, twice = "group_meeting/26-07/entered/1", "group_meeting/26-07/entered/2"
    counting = Counting(BOARD)

    assert counting.of(" ".join([once] * 3)).tallies["group_meeting"][0] == 2
    assert counting.of(" ".join([once, twice] * 3)).tallies["group_meeting"][0] == 4
    assert counting.of(once).tallies["group_meeting"][0] == 1


def test_what_was_not_held_is_noted_by_its_slot():
    counts = Counting(BOARD).of("theme_day/26-09/not_held/ theme_day/26-07/noted/")

    assert counts.tallies == {"theme_day": (0, 1, 0, 0, 0, 1)}
    assert counts.not_held == {"theme_day": {2}}
