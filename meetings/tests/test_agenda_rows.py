"""The rows of the form: what was written, and one spare of each kind."""

from __future__ import annotations

import pytest

from meetings.agenda_rows import agenda_rows, talk_rows


def written(*names):
    return {name: ["x"] for name in names}


BLANK = {"i0-title": [""], "i0-report": [""], "i0-s0-who": [""], "i0-s0-text": [""]}


@pytest.mark.parametrize(
    ("fields", "items"),
    [
        ({}, [(0, True)]),
        (BLANK, [(0, True)]),
        (written("i0-title"), [(0, False), (1, True)]),
        (written("i0-title") | {"i1-title": [""], "i1-yes": [""]}, [(0, False), (1, True)]),
        (
            written("i0-title", "i2-title") | {"i1-title": [""]},
            [(0, False), (1, False), (2, False), (3, True)],
        ),
    ],
    ids=["nothing", "a blank one sent", "one", "the spare one sent", "a blank one between"],
)
def test_what_was_sent_blank_is_spare_again(fields, items):
    assert [(row.number, row.spare) for row in agenda_rows(fields)] == items


@pytest.mark.parametrize(
    ("fields", "speeches"),
    [
        (BLANK | written("i0-title"), [(0, True)]),
        (written("i0-title", "i0-s0-text"), [(0, False), (1, True)]),
        (written("i0-title", "i0-s1-text") | {"i0-s0-text": [""]}, [(1, False), (2, True)]),
    ],
)
def test_rows_of_an_item_do_not_grow_by_being_saved(fields, speeches):
    (item, _) = agenda_rows(fields)

    assert [(row.number, row.spare) for row in item.speeches] == speeches


@pytest.mark.parametrize(
    ("fields", "talks"),
    [
        ({}, [(0, False), (1, True)]),
        ({"l0-who": [""], "l1-who": [""]}, [(0, False), (1, True)]),
        (written("l0-who", "l2-name") | {"l1-who": [""]}, [(0, False), (2, False), (3, True)]),
    ],
)
def test_the_first_lecture_is_always_asked_for(fields, talks):
    assert [(row.number, row.spare) for row in talk_rows(fields)] == talks
