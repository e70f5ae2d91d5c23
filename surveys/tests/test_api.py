"""Surveys as the API gives them: results only once they ended, and only what may be shown."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from surveys.models import Survey
from surveys.services import sending
from surveys.tests.stage import NOW, answer, participations, sent
from tests.api.client import Api
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return sent(people_at=8)


@pytest.fixture
def api(survey):
    return Api(survey.created_by)


def end(survey):
    return sending.end(survey=survey, now=NOW + timedelta(days=1))


def test_results_are_read_only_after_the_end(survey, api):
    for place, slip in enumerate(participations(survey)):
        answer(slip, first=0 if place else 2)
    assert api.get(f"surveys/{survey.pk}/results/").status_code == 404

    end(survey)

    told = api.get(f"surveys/{survey.pk}/results/").json()
    assert told["respondents"] == 8
    assert told["questions"][0]["text"] == "总体怎么样"
    (line,) = [each for each in told["questions"][0]["lines"] if "很好" in each["label"]]
    assert (line["count"], line["base"]) == (8, 8)  # the one who said otherwise is merged in


def test_no_number_of_one_to_four_people_is_told(survey, api):
    for place, slip in enumerate(participations(survey)):
        answer(slip, first=place % 3, scale=place % 5)
    end(survey)

    told = api.get(f"surveys/{survey.pk}/results/").content.decode()

    counts = [each for each in numbers(json.loads(told)["questions"]) if each is not None]
    assert counts
    assert not [each for each in counts if 0 < each < 5]


def numbers(told):
    if isinstance(told, list):
        return [each for one in told for each in numbers(one)]
    if isinstance(told, dict):
        own = [told["count"], told["base"]] if "count" in told else []
        return own + [each for one in told.values() for each in numbers(one)]
    return []


def test_of_too_few_answers_nothing_is_told(survey, api):
    for slip in participations(survey)[:4]:
        answer(slip)
    end(survey)

    told = api.get(f"surveys/{survey.pk}/results/").json()

    assert all(question["hidden"] for question in told["questions"])
    assert numbers(told["questions"]) == []


def test_drafts_and_other_peoples_surveys_are_not_listed(survey, api):
    assert [row["id"] for row in api.rows("surveys/")] == [survey.pk]
    assert Api(UserFactory()).rows("surveys/") == []
    assert api.rows("surveys/", state="closed") == []


def test_the_list_asks_the_same_of_one_row_and_of_three(api, survey, steady_queries):
    def make():
        copy = Survey.objects.get(pk=survey.pk)
        copy.pk, copy.anonymous_key = None, copy.anonymous_key.__class__(int=Survey.objects.count())
        copy.save()

    answer = steady_queries(4, make=make, call=lambda: api.get("surveys/"))

    assert answer.json()["count"] == 4
