"""What is counted, and what of it is shown."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from surveys import tally
from surveys.ballot_box import Contents
from surveys.paper import NOT_ASKED, Item, Paper

PAPER = Paper(
    (
        Item("single", "总体", options=("好", "中", "差")),
        Item("multiple", "哪里差", options=("学", "训", "管"), asked_if=0, asked_if_option=2),
        Item("scale", "愿意", options=("1", "2", "3", "4", "5")),
        Item("matrix", "分项", options=("好", "差"), rows=("学习", "生活")),
        Item("text", "建议", required=False),
        Item("multiple", "都有什么", options=("甲", "乙", "丙")),
    )
)


def box(*sheets, texts=()):
    return Contents([[group, answers] for group, answers in sheets], {"4": list(texts)})


def sheet(first=0, why=NOT_ASKED, scale=2, several=(0,)):
    return [first, why, scale, [0, 1], None, list(several)]


def counts(item):
    return {cell["label"]: cell["count"] for cell in item["cells"]}


def test_two_thousand_answers_to_the_last_digit():
    chance = Random(5)
    sheets = []
    for _ in range(2000):
        first = chance.choices([0, 1, 2], [5, 3, 1])[0]
        why = chance.sample(range(3), chance.randint(1, 3)) if first == 2 else NOT_ASKED
        sheets.append((0, sheet(first, why, chance.randrange(5), chance.sample(range(3), 2))))
    items = tally.outcome(PAPER, ["全体"], box(*sheets), least=5)["items"]

    firsts = Counter(answers[0] for _, answers in sheets)
    whys = Counter(
        option for _, answers in sheets if answers[1] != NOT_ASKED for option in answers[1]
    )
    scales = [answers[2] + 1 for _, answers in sheets]
    assert counts(items[0]) == {"好": firsts[0], "中": firsts[1], "差": firsts[2]}
    assert items[1]["base"] == firsts[2]
    assert counts(items[1]) == {"学": whys[0], "训": whys[1], "管": whys[2]}
    assert counts(items[2]) == {str(n): scales.count(n) for n in range(1, 6)}
    assert items[2]["mean"] == round(sum(scales) / 2000, 2)
    assert counts(items[3]["rows"][1]) == {"好": 0, "差": 2000}


def test_of_four_answers_nothing_is_shown():
    items = tally.outcome(PAPER, ["全体"], box(*[(0, sheet())] * 4, texts="一二三四"), least=5)[
        "items"
    ]

    assert all("hidden" in item and "cells" not in item and "texts" not in item for item in items)


def test_small_options_are_merged_and_the_mean_goes_with_them():
    sheets = [(0, sheet(scale=4))] * 9 + [(0, sheet(scale=3))] * 2
    item = tally.outcome(PAPER, ["全体"], box(*sheets), least=5)["items"][2]

    assert counts(item) == {"1": 0, "2": 0, "3": 0, "4、5": 11}
    assert item["mean"] is None
    assert item["merged"]


@pytest.mark.parametrize(("unhappy", "shown"), [(5, True), (4, False), (18, False)])
def test_a_question_behind_a_small_option_does_not_give_it_away(unhappy, shown):
    sheets = [(0, sheet(2, why=[0]))] * unhappy + [(0, sheet())] * (20 - unhappy)
    item = tally.outcome(PAPER, ["全体"], box(*sheets), least=5)["items"][1]

    assert ("hidden" not in item) is shown


def test_of_several_an_option_is_hidden_when_few_chose_or_few_did_not():
    sheets = (
        [(0, sheet(several=(0, 1)))] * 4
        + [(0, sheet(several=(0,)))] * 4
        + [(0, sheet(several=(2,)))] * 3
    )
    item = tally.outcome(PAPER, ["全体"], box(*sheets), least=5)["items"][5]

    assert counts(item) == {"甲": None, "乙": None, "丙": None}


def test_texts_are_shown_from_five_on():
    of_four = tally.outcome(PAPER, ["全体"], box(*[(0, sheet())] * 9, texts="一二三四"), least=5)
    of_five = tally.outcome(PAPER, ["全体"], box(*[(0, sheet())] * 9, texts="一二三四五"), least=5)

    assert "texts" not in of_four["items"][4]
    assert sorted(of_five["items"][4]["texts"]) == sorted("一二三四五")


def test_groups_stand_side_by_side_only_as_far_as_they_may():
    sheets = (
        [(0, sheet(0))] * 8 + [(0, sheet(2, [0]))] * 6
        + [(1, sheet(0))] * 7 + [(1, sheet(2, [0]))] * 5
        + [(2, sheet(0))] * 5 + [(2, sheet(2, [0]))] * 2
    )  # fmt: skip
    item = tally.outcome(PAPER, ["一大队", "二大队", "三大队"], box(*sheets), least=5)["items"][0]
    rows = {
        row["label"]: dict(zip(item["groups"]["columns"], row["cells"], strict=True))
        for row in item["groups"]["rows"]
    }

    assert len(rows) == 2
    assert all(cell == 0 or cell >= 5 for row in rows.values() for cell in row.values())
    assert sum(row["差"] for row in rows.values()) == counts(item)["差"] == 13


def test_crossing_two_questions():
    sheets = (
        [(0, sheet(0, scale=4))] * 10 + [(0, sheet(0, scale=1))] * 6 + [(0, sheet(1, scale=4))] * 2
        + [(0, sheet(1, scale=1))] * 9
    )  # fmt: skip
    table = tally.cross(PAPER, box(*sheets), 0, 2, least=5)
    named = tally.cross(PAPER, box(*sheets), 0, 2, least=1)

    assert table is None or all(
        cell == 0 or cell >= 5 for row in table["rows"] for cell in row["cells"]
    )
    assert named["rows"][1]["cells"] == [0, 9, 0, 0, 2]
