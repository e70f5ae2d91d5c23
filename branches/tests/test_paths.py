"""The tree as paths of units."""

import pytest

from branches.models import Unit
from branches.paths import above, just_below, upwards


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", []),
        ("0001", ["0001"]),
        ("000100020003", ["000100020003", "00010002", "0001"]),
    ],
    ids=["nowhere", "top", "three levels"],
)
def test_upwards_goes_from_the_path_to_the_top(path, found):
    assert upwards(path) == found


def test_above_and_just_below_are_one_level_away():
    assert above("00010002") == "0001"
    assert above("0001") == ""
    assert just_below("0001") == len("00010002")


def test_units_are_written_down_by_the_same_step():
    """treebeard keeps its own number; another one there would cut every path askew."""
    assert just_below("") == Unit.steplen
