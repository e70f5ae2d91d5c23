"""Who is expected follows from the form of the gathering; what cannot be one gathering."""

from __future__ import annotations

from itertools import combinations

import pytest

from meetings.choices import MeetingKind
from meetings.circles import FORMS, MATTERS, Circle, apart, circle_of, clash, expected_at

GENERAL, COMMITTEE, GROUP, LECTURE, THEME_DAY, ORG_LIFE, APPRAISAL, TOPIC, STUDY = MeetingKind
ALL, FEW, SOME = Circle


@pytest.mark.parametrize(
    ("kinds", "circle"),
    [
        # a form by itself
        ([GENERAL], ALL),
        ([COMMITTEE], FEW),
        ([GROUP], SOME),
        # a matter by itself
        ([LECTURE], ALL),
        ([THEME_DAY], ALL),
        ([ORG_LIFE], ALL),
        ([APPRAISAL], ALL),
        ([TOPIC], FEW),
        ([STUDY], FEW),
        # what takes the form's circle
        ([ORG_LIFE, GENERAL], ALL),
        ([ORG_LIFE, COMMITTEE], FEW),
        ([ORG_LIFE, GROUP], SOME),
        ([APPRAISAL, GROUP], SOME),
        ([ORG_LIFE, APPRAISAL, GROUP], SOME),
        ([TOPIC, GENERAL], ALL),
        ([TOPIC, COMMITTEE], FEW),
        ([TOPIC, GROUP], SOME),
        ([STUDY, GENERAL], ALL),
        ([STUDY, COMMITTEE], FEW),
        # the whole branch's, in whatever form
        ([THEME_DAY, GROUP], ALL),
        ([LECTURE, GROUP], ALL),
        ([THEME_DAY, ORG_LIFE, GROUP], ALL),
        # an item of a matter
        ([TOPIC, THEME_DAY], ALL),
        ([TOPIC, ORG_LIFE], ALL),
        ([STUDY, LECTURE], ALL),
        ([TOPIC, STUDY], FEW),
        ([], ALL),
    ],
)
def test_who_is_expected_follows_from_the_form(kinds, circle):
    assert circle_of(kinds) is circle
    assert circle_of(kind.value for kind in reversed(kinds)) is circle


@pytest.mark.parametrize(
    ("kinds", "reason"),
    [
        ([THEME_DAY, GROUP], "主题党日（支部工作条例第十六条）"),
        ([ORG_LIFE, COMMITTEE], "支委会（支部工作条例第十二条）"),
        ([ORG_LIFE], "组织生活会（支部工作条例第十七条）"),
        ([STUDY], "中心组学习（本单位制度）"),
        ([], ""),
    ],
)
def test_the_page_says_by_which_kind(kinds, reason):
    assert expected_at(kinds).reason == reason


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([GENERAL, COMMITTEE], "支部党员大会和支委会应到的人不同"),
        ([GROUP, COMMITTEE], "支委会和党小组会应到的人不同"),
        ([GENERAL, GROUP, THEME_DAY], "应到的人不同"),
        ([COMMITTEE, THEME_DAY], "主题党日由全体党员参加，不能和支委会"),
        ([COMMITTEE, LECTURE], "党课面向全体党员，不能和支委会"),
        ([COMMITTEE, APPRAISAL], "支委会只研究评定意见"),
        ([GROUP, STUDY], "中心组学习由班子成员参加，不能和党小组会"),
    ],
)
def test_what_cannot_be_one_gathering_says_why(kinds, sentence):
    assert sentence in clash(kinds)
    assert clash(kinds).endswith("请分开记。")


SENSIBLE = [
    *([kind] for kind in MeetingKind),
    *(pair for pair in combinations(MATTERS, 2)),
    [GENERAL, LECTURE, THEME_DAY],
    [GROUP, THEME_DAY],
    [GROUP, ORG_LIFE, APPRAISAL],
    [COMMITTEE, ORG_LIFE, TOPIC, STUDY],
]


@pytest.mark.parametrize("kinds", SENSIBLE, ids=lambda kinds: "+".join(kinds))
def test_sensible_combinations_are_one_gathering(kinds):
    assert clash(kinds) == ""


def test_every_kind_is_a_form_or_a_matter():
    assert {*FORMS} | {*MATTERS} == set(MeetingKind)
    assert not {*FORMS} & {*MATTERS}


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([THEME_DAY, LECTURE, STUDY, TOPIC], ""),
        ([THEME_DAY, GENERAL], "支部党员大会由各支部自己召开"),
        ([GROUP, APPRAISAL], "党小组会、民主评议党员由各支部自己召开"),
    ],
)
def test_branches_meet_together_for_what_is_not_their_own(kinds, sentence):
    assert apart(kinds).startswith(sentence)
    assert bool(apart(kinds)) is bool(sentence)
