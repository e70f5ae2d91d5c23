"""Nothing of one to four people, by no sum and no difference: checked as an attacker would."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.suppression import LEAST, merge_line, merge_table

counts = st.lists(st.integers(0, 12), min_size=2, max_size=7)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=2, max_size=6
    )
)


slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reckoned(cells: list[int]) -> set[int]:
    """Every number of people that adding and subtracting disjoint cells can give."""
    return {sum(some) for size in range(1, len(cells) + 1) for some in combinations(cells, size)}


def harmless(number: int) -> bool:
    return number == 0 or number >= LEAST


@pytest.mark.parametrize(
    ("line", "ordered", "parts"),
    [
        ([12, 7, 5], 0, ((0,), (1,), (2,))),
        ([12, 7, 1], 0, ((0,), (1, 2))),
        ([12, 7, 0], 0, ((0,), (1,), (2,))),
        ([12, 1, 1, 0, 6], 5, ((0, 1, 2), (3,), (4,))),
        ([1, 30, 9], 3, ((0, 1), (2,))),
        ([1, 30, 9], 0, ((0, 2), (1,))),
        ([2, 2], 0, ()),
        ([4, 1], 0, ((0, 1),)),
    ],
    ids=["all big", "smallest help", "nobody may stand", "neighbours", "the end of a scale",
         "without order", "too few altogether", "all in one"],
)  # fmt: skip
def test_small_cells_are_merged(line, ordered, parts):
    assert merge_line(line, ordered=ordered) == parts


@slowly
@given(counts, st.booleans())
def test_no_sum_of_a_line_is_small(line, on_scale):
    parts = merge_line(line, ordered=len(line) if on_scale else 0)
    cells = [sum(line[place] for place in part) for part in parts]

    assert all(map(harmless, reckoned(cells)))
    assert sorted(place for part in parts for place in part) == (
        list(range(len(line))) if sum(line) >= LEAST else []
    )


@slowly
@given(counts)
def test_a_scale_is_merged_only_with_neighbours(line):
    for part in merge_line(line, ordered=len(line)):
        assert part == tuple(range(part[0], part[-1] + 1))


@slowly
@given(tables, st.booleans(), st.booleans())
def test_no_sum_of_a_table_is_small_and_it_is_no_finer_than_its_total(rows, on_scale, groups):
    width = len(rows[0])
    ordered = width if on_scale else 0
    total = [sum(row[place] for row in rows) for place in range(width)]
    columns = merge_line(total, ordered=ordered)
    table = merge_table(rows, columns, ordered=ordered, groups_of_people=groups)

    if table is None:
        return
    assert all(map(harmless, reckoned([cell for row in table.cells for cell in row][:12])))
    assert all(any(set(part) <= set(wide) for wide in table.columns) for part in columns)
    assert sum(map(sum, table.cells)) == sum(map(sum, rows))
    assert not groups or all(sum(map(bool, row)) > 1 for row in table.cells)


def test_a_table_keeps_what_it_can():
    table = merge_table([[8, 6, 2], [9, 5, 6], [7, 7, 0]], ((0,), (1,), (2,)))

    assert table is not None
    assert len(table.rows) * len(table.columns) == 6


def test_with_one_row_left_there_is_nothing_to_compare():
    assert merge_table([[3, 2], [2, 3]], ((0,), (1,))) is None


def test_of_named_answers_everything_is_shown():
    assert merge_line([1, 2, 0], least=1) == ((0,), (1,), (2,))
