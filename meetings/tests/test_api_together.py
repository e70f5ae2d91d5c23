"""Lecturers and partners by the API, as on the page."""

from __future__ import annotations

import pytest

from branches.services.provisions import load_provisions
from meetings.models import Meeting
from tests.api.client import Api
from tests.api.things import sent_record
from tests.factories import BranchFactory, UnitFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(place):
    load_provisions()
    return Api(place.users["secretary"])


def record(here, **details):
    return sent_record(here.branch, **details)


def test_a_lecture_names_who_gave_it(place, api):
    talk = {"lecturer": place.people[1].pk, "title": "讲党史"}
    sent = record(place, kinds=["party_lecture"])

    bare = api.post("meetings/", sent)
    made = api.post("meetings/", sent | {"talks": [talk]})

    assert (bare.status_code, made.status_code) == (422, 201)
    assert "l0-who" in bare.json()["errors"]
    assert made.json()["talks"] == [talk | {"lecturer_name": place.people[1].name}]


def test_a_joint_lecture_names_who_gave_it_and_who_was_there_too(place, api):
    other = BranchFactory(unit=UnitFactory(parent=place.brigade))
    member_of(other)
    sent = record(
        place,
        kinds=["party_lecture"],
        partners=[other.code],
        talks=[{"lecturer": place.people[1].pk}, {"guest": "李教导员", "title": "条例解读"}],
    )

    answer = api.post("meetings/", sent)

    assert answer.status_code == 201, answer.json()
    made = Meeting.objects.get()
    assert [each["title"] for each in answer.json()["talks"]] == [made.title, "条例解读"]
    assert (made.partners.get().branch, made.partners.get().present) == (other, 1)
    assert made.attendances.count() == 3


def test_a_branch_of_another_brigade_cannot_be_named(place, api):
    answer = api.post("meetings/", record(place, partners=[BranchFactory().code]))

    assert (answer.status_code, Meeting.objects.count()) == (400, 0)
    assert "同一大队" in answer.json()["errors"]["partners"][0]
