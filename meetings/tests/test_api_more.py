"""Photos, not held and partners by the API: judged as on the page, nothing twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import photos
from branches.services.provisions import load_provisions
from meetings.choices import MeetingState, PartnerState
from meetings.models import Attachment, Meeting, Partner
from tests.api.client import ROOT, Api
from tests.api.things import picture, sent_record
from tests.factories import BranchFactory, MeetingFactory, UnitFactory

pytestmark = pytest.mark.django_db
TOKEN = "8c5a1c4e-6f53-4a43-9d6e-0a4d4a0f3a11"


@pytest.fixture
def api(place):
    load_provisions()
    return Api(place.users["secretary"])


def upload(api, place, content=None, name="照片.jpg", token=TOKEN):
    file = SimpleUploadedFile(name, picture() if content is None else content)
    data = {"branch": place.branch.code, "token": token, "file": file}
    return api.client.post(f"{ROOT}attachments/", data, headers=api.headers)


def test_a_photo_is_sent_listed_fetched_and_thrown_away(place, api):
    kept = upload(api, place)
    again = upload(api, place)

    assert (kept.status_code, again.status_code) == (201, 200)
    assert kept.json()["id"] == again.json()["id"]
    assert [row["name"] for row in api.rows("attachments/", token=TOKEN)] == ["照片.jpg"]
    path = f"attachments/{kept.json()['id']}/"
    for part in ("file", "thumbnail"):
        fetched = api.get(f"{path}{part}/")
        assert fetched.headers["Content-Type"] == "image/jpeg"
        assert b"".join(fetched.streaming_content).startswith(b"\xff\xd8")
    assert api.send("DELETE", path, **{"If-Match": '"another"'}).status_code == 412
    assert api.send("DELETE", path).status_code == 204
    assert api.send("DELETE", path).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.jpg", "空的"),
        (b"MZ" + b"0" * 99, "a.jpg", "只能上传"),
        (None, "机密.jpg", "密级"),
        (b"0" * (photos.MOST_BYTES + 1), "a.jpg", "20 MB"),
    ],
    ids=["empty", "by content", "classified", "large"],
)
def test_what_the_page_does_not_take_neither_does_the_api(place, api, content, name, sentence):
    answer = upload(api, place, content, name)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]
    assert not Attachment.objects.exists()


def test_a_record_has_the_photos_that_it_names(place, api):
    one, two = (upload(api, place, name=f"{n}.jpg", token=str(uuid4())) for n in (1, 2))
    ids = [one.json()["id"], two.json()["id"]]

    sent = sent_record(place.branch, attachments=ids[:1])
    made = api.post("meetings/", sent)

    assert made.status_code == 201, made.json()
    stands = Meeting.objects.get()
    assert list(stands.attachments.values_list("pk", flat=True)) == ids[:1]
    assert api.send("DELETE", f"attachments/{ids[0]}/").status_code == 409
    Meeting.objects.update(state=MeetingState.RETURNED)
    path = f"meetings/{stands.pk}/"
    changed = sent | {"version": 1}
    del changed["attachments"]
    assert api.send("PUT", path, changed).status_code == 200
    assert stands.attachments.count() == 1
    Meeting.objects.update(state=MeetingState.RETURNED)
    version = Meeting.objects.get().version
    without = changed | {"version": version, "attachments": []}
    assert api.send("PUT", path, without).status_code == 200
    assert stands.attachments.count() == 0


def test_the_list_asks_the_same_of_one_photo_and_of_three(place, api, steady_queries):
    def make():
        return upload(api, place, token=str(uuid4()))

    assert steady_queries(4, make=make, call=lambda: api.get("attachments/")).json()["count"] == 3


def test_not_held_is_noted_once_and_taken_back(place, api):
    sent = {
        "branch": place.branch.code, "token": TOKEN, "kinds": ["theme_day"],
        "day": "2026-09-20", "reason": "全员赴外地增援",
    }  # fmt: skip
    made, again = api.post("meetings/not-held/", sent), api.post("meetings/not-held/", sent)

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert (made.json()["state"], made.json()["cancel_reason"]) == ("cancelled", sent["reason"])
    early = api.post("meetings/not-held/", sent | {"day": "1900-01-01", "token": str(uuid4())})
    assert (early.status_code, "尚未成立" in early.json()["detail"]) == (422, True)
    assert api.send("DELETE", f"meetings/not-held/{made.json()['id']}/").status_code == 204
    assert not Meeting.objects.exists()
    held = MeetingFactory(branch=place.branch, state=MeetingState.HANDED_IN)
    assert api.send("DELETE", f"meetings/not-held/{held.pk}/").status_code == 409
    taken = api.post("meetings/not-held/", sent | {"token": str(held.token)})
    assert (taken.status_code, held.title in taken.json()["detail"]) == (409, True)


def test_a_branch_gives_its_own_word_once(place, api):
    host = BranchFactory(unit=UnitFactory(parent=place.brigade))
    held = MeetingFactory(branch=host, state=MeetingState.HANDED_IN)
    Partner.objects.create(meeting=held, branch=place.branch)
    path = f"meetings/{held.pk}/partners/"

    assert [row["state"] for row in api.rows(path)] == ["waiting"]
    own = f"{path}{place.branch.code}/"
    for _ in range(2):
        answer = api.post(f"{own}confirm/")
        assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert api.post(f"{own}decline/").status_code == 409
    assert Partner.objects.get().state == PartnerState.CONFIRMED
    assert held.credits.filter(branch=place.branch).count() == 1


def test_the_partners_are_asked_the_same_of_one_and_of_three(place, api, steady_queries):
    held = MeetingFactory(branch=place.branch, state=MeetingState.HANDED_IN)

    def make():
        other = BranchFactory(unit=UnitFactory(parent=place.brigade))
        return Partner.objects.create(meeting=held, branch=other)

    path = f"meetings/{held.pk}/partners/"
    assert steady_queries(5, make=make, call=lambda: api.get(path)).json()["count"] == 3
