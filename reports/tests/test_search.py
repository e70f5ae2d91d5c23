"""One box for people, branches and meetings."""

from datetime import date

import pytest

from branches.choices import Role
from meetings.choices import MeetingKind
from reports.search import search
from reports.tests.records import held
from tests.factories import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(force):
    here = member_of(force.here, name="张伟", name_pinyin="zhang wei")
    there = member_of(force.there, name="张薇", name_pinyin="zhang wei")
    return here, there


@pytest.mark.parametrize("words", ["张", "zw", "zhangwei", "ZhangWei"])
def test_people_by_name_and_pinyin_within_reach(force, people, words):
    here, there = people

    assert search(force.user(Role.BRIGADE_OFFICER), words).people == [here]
    assert set(search(force.user(Role.POLITICAL_OFFICE), words).people) == {here, there}
    assert search(force.user(Role.MEMBER), words).people == []


def test_branches_and_meetings_within_reach(force):
    for branch in (force.here, force.there):
        held(branch, MeetingKind.LECTURE, date(2026, 3, 3), title="学习条例")

    found = search(force.user(Role.BRIGADE_OFFICER), "站党支部")
    assert found.branches == [force.here]
    assert [m.branch for m in search(force.user(Role.SECRETARY), "条例").meetings] == [force.here]


@pytest.mark.parametrize("words", ["", "   ", "没有这个"])
def test_nothing_found(force, people, words):
    assert search(force.user(Role.POLITICAL_OFFICE), words).is_empty


def test_the_page_says_so(force, page):
    assert "没有找到" in page(Role.POLITICAL_OFFICE, "/search/?q=没有这个")
    assert "没有找到" not in page(Role.POLITICAL_OFFICE, "/search/")


@pytest.mark.parametrize("many", [1, 3])
def test_queries(force, many, django_assert_num_queries):
    for number in range(many):
        member_of(force.here, name=f"张{number}")
        held(force.here, MeetingKind.LECTURE, date(2026, 3, 3), title="张思德")
    user = force.user(Role.POLITICAL_OFFICE)

    with django_assert_num_queries(5):
        search(user, "张")
