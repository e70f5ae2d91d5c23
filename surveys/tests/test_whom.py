"""What a survey begins with, and that it is said whom it asks before and after it is sent."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from members.choices import Stage
from surveys.models import Survey
from surveys.presenting import whom
from surveys.services import drafting
from surveys.tests.stage import draft, office, people
from tests.factories import MemberFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return office()


@pytest.fixture
def logged_in(client, writer):
    client.force_login(writer[0])
    return client


@pytest.fixture
def survey(writer):
    user, unit = writer
    return draft(unit, user)


def shown(client, survey) -> str:
    return client.get(survey.get_absolute_url()).content.decode()


def test_a_title_not_given_is_the_template_s_and_a_blank_survey_needs_one(logged_in, writer):
    data = {"title": "", "place": f"u{writer[1].pk}", "start": "t:belonging"}
    logged_in.post(reverse("surveys:new"), data)
    refused = logged_in.post(reverse("surveys:new"), data | {"start": "blank"})

    assert Survey.objects.get().title == "归属感调查"
    assert "空白问卷要写标题。" in refused.content.decode()


def test_a_template_about_the_branch_asks_its_party_members(logged_in, writer):
    people(writer[1], 6)
    people(writer[1], 3, stage=Stage.NONE, confirmed_on="", joined_on="")
    for key in ("know-your-branch", "practical-help"):
        data = {"title": key, "place": f"u{writer[1].pk}", "start": f"t:{key}"}
        logged_in.post(reverse("surveys:new"), data)
    of_branch, of_all = (
        shown(logged_in, Survey.objects.get(title=key))
        for key in ("know-your-branch", "practical-help")
    )

    assert of_branch.count(f"{writer[1]}和下属全部单位 · 党员（正式、预备）：") == 2
    assert "共 6 人" in of_branch
    assert "全体人员，包括不是党员的同志：共 9 人" in of_all


def test_the_audience_in_words(survey, writer):
    unit = UnitFactory(parent=writer[1], short_name="一大队")
    survey = drafting.aim(
        survey=survey, units=[unit], categories=["firefighter"], stages=["full"], breakdown="none"
    )

    assert whom.in_words(survey) == "一大队 · 消防员 · 正式党员"
    survey = drafting.aim(survey=survey, breakdown="none", by_code_only=True)
    assert whom.in_words(survey) == "只凭一次性代码作答"


def test_who_has_no_account_is_counted_where_it_is_sent(logged_in, survey):
    people(survey.unit, 6)
    MemberFactory(unit=survey.unit, user=None)

    assert "1 人没有账号，凭一次性代码作答" in shown(logged_in, survey)


def test_a_draft_is_nothing_to_begin_with(logged_in, survey):
    assert f's:{survey.pk}"' not in logged_in.get(reverse("surveys:new")).content.decode()


def test_saving_the_audience_says_so(logged_in, survey):
    url = reverse("surveys:audience", args=[survey.pk])
    response = logged_in.post(url, {"breakdown": "none"}, follow=True)

    assert "发放范围已保存" in response.content.decode()


def test_once_sent_whom_and_what_it_asks_still_stands(logged_in, survey):
    people(survey.unit, 7)
    url = reverse("surveys:send", args=[survey.pk])
    text = logged_in.post(url, {"closes_on": timezone.localdate()}, follow=True).content.decode()

    assert "问卷已发出" in text
    assert "包括不是党员的同志：7 份" in text
    assert "1. 总体怎么样" in text
    assert "第 1 题选了第 3 项才问" in text
