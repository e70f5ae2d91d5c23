"""Copied minutes are found through small changes, and honest ones are left alone."""

import pytest

from meetings.similarity import ENOUGH, closest, compare

AUGUST = (
    "8月15日晚，支部在二楼会议室开展主题党日。会议由支部书记王强主持，集中学习了有限空间救援"
    "安全操作要点，随后围绕7月两起出动中的通信不畅展开讨论。李明认为头车与后方指挥之间缺少固定"
    "频道，建议每班次出动前试一次话。赵刚提出把备用电台放在随车器材清单第一项。"
)
SEPTEMBER = AUGUST.replace("8月15日", "9月18日").replace("7月", "8月")
HONEST = (
    "9月18日下午，党员分两批到辖区敬老院检查消防通道，更换过期灭火器十一具，并教会护工使用"
    "报警按钮。回站后总结：老人房间门口堆放杂物是最大隐患，决定与院方约定每月第一周共同清理，"
    "由孙磊负责联系，下次会上报告结果。大家还提了三条改进装备维护的建议，记入台账。"
)
THEME = "集中学习了有限空间救援安全操作要点，随后围绕出动中的通信不畅展开讨论"


def test_the_same_text_is_a_copy():
    found = compare(AUGUST, AUGUST)

    assert found.score == 1.0
    assert [fragment.text for fragment in found.fragments] == [AUGUST[:-1]]


def test_other_dates_and_punctuation_do_not_hide_a_copy():
    found = compare(SEPTEMBER.replace("，", "、").replace("。", "；\n"), AUGUST)

    assert found.score == 1.0


def test_another_text_is_not():
    assert compare(HONEST, AUGUST).score == 0.0


def test_the_copied_part_is_counted_and_shown_in_both_wordings():
    found = compare(HONEST + SEPTEMBER, AUGUST)

    assert 0.4 < found.score < 0.6
    [fragment] = found.fragments
    assert fragment.text == SEPTEMBER[:-1]
    assert fragment.earlier_text == AUGUST[:-1]
    assert (HONEST + SEPTEMBER)[fragment.start : fragment.end] == fragment.text


def test_moved_paragraphs_are_found_each_by_itself():
    first, second = AUGUST[:60], AUGUST[60:]
    found = compare(second + first, AUGUST)

    assert found.score > 0.9
    assert len(found.fragments) == 2


def test_set_phrases_do_not_make_a_copy():
    assert compare(HONEST + "会议由支部书记王强主持。", AUGUST).score == 0.0


def test_what_everybody_was_given_does_not_count():
    assert compare(HONEST + THEME, HONEST[::-1] + THEME).score > 0.15
    assert compare(HONEST + THEME, HONEST[::-1] + THEME, common=THEME).score == 0.0
    assert compare(HONEST + THEME, HONEST, common=THEME).score == 1.0


@pytest.mark.parametrize("text", ["", "12345", "。，；", AUGUST[: ENOUGH // 2]])
def test_a_text_too_short_to_judge_resembles_nothing(text):
    assert compare(text, AUGUST).score == 0.0


def test_the_closest_of_many_is_named():
    key, found = closest(SEPTEMBER, [(6, HONEST), (7, HONEST + AUGUST[:70]), (8, AUGUST)])

    assert key == 8
    assert found.label.startswith("全文 ")
    assert found.label.endswith("（100%）与之相同")


@pytest.mark.parametrize("earlier", [[], [(6, HONEST)]], ids=["nothing before", "nothing like it"])
def test_nothing_close_is_nothing(earlier):
    assert closest(SEPTEMBER, earlier) is None


def test_a_text_that_repeats_itself_is_one_passage():
    found = compare("学习教育" * 200, "学习教育" * 200)

    assert (found.score, len(found.fragments)) == (1.0, 1)
