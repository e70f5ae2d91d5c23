"""Saved as one goes, found again, changed after it was returned."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.choices import MeetingState
from meetings.models import Draft, Meeting
from meetings.services.review import return_meeting
from meetings.tests.typed import hand_in, save, typed
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db


# Saving as one goes


def test_autosave_answers_with_version_and_hour(place):
    token = uuid4()

    first = save(place, token, title="", ends="")
    second = save(place, token, version="1", title="学习")

    assert (first.status_code, first.json()["version"], second.json()["version"]) == (200, 1, 2)
    assert first.json()["saved_at"].startswith(f"{timezone.now():%Y-%m-%d}")
    assert Draft.objects.get().content["title"] == ["学习"]


def test_autosave_keeps_only_the_fields_of_a_record(place):
    save(place, uuid4(), seen="k", csrfmiddlewaretoken="t", **{"i9999-title": "x"})

    content = Draft.objects.get().content
    assert content["kinds"] == ["theme_day"]
    assert not {"seen", "version", "action", "csrfmiddlewaretoken", "i9999-title"} & set(content)


def test_autosave_reports_a_clash_with_both(place):
    token = uuid4()
    save(place, token)
    save(place, token, version="1", who="committee", title="委员写的")

    response = save(place, token, version="1", title="书记写的")

    assert response.status_code == 409
    assert response.json()["values"]["title"] == ["委员写的"]
    assert response.json()["version"] == 2
    assert response.json()["by"] == place.users["committee"].name
    assert Draft.objects.get().content["title"] == ["委员写的"]


def test_autosave_after_handing_in_is_refused_in_words(place):
    token = uuid4()
    hand_in(place, token)

    response = save(place, token)

    assert response.status_code == 422
    assert response.json() == {"message": "这份记录已经上报。"}
    assert not Draft.objects.exists()


def test_a_draft_is_found_again_by_any_of_the_committee(place):
    token = uuid4()
    save(place, token, title="写了一半")

    bare = reverse("meetings:draft", args=[token])
    page = place.as_("committee").get(bare).context["page"]

    assert page.value["title"] == "写了一半"
    assert page.desk.version == 1
    assert place.as_("member").get(bare).status_code == 404


def test_the_roll_comes_anew_with_the_marks(place):
    url = reverse("meetings:roll", args=[uuid4()], query={"branch": place.branch.code})
    away = place.people[1]

    html = (
        place.as_("secretary")
        .post(url, typed(place, kinds=["general_meeting"], **{f"m{away.pk}": "sick"}))
        .content.decode()
    )

    assert f'name="m{away.pk}"' in html
    assert '<option value="sick" data-group="excused" selected>' in html
    assert 'data-quorum="2"' in html
    assert "<html" not in html


# Changing what was returned


def test_a_returned_record_is_changed_and_handed_in_again(place):
    hand_in(place)
    meeting = Meeting.objects.get()
    return_meeting(
        meeting=meeting, by=place.users["officer"], now=timezone.now(), remark="请补充发言"
    )
    client = place.as_("committee")

    url = client.get(reverse("meetings:edit", args=[meeting.pk])).url
    page = client.get(url).context["page"]
    assert page.returned.remark == "请补充发言"
    assert [item.title for item in page.items][:2] == ["领学规定", "研究装备"]
    decision = page.items[1].decisions[0]
    fields = typed(place, title="改过的标题") | {"i2-d1-id": decision.id, "i2-d1-text": "每天检查"}
    answers = [client.post(url, fields) for _ in range(2)]

    meeting.refresh_from_db()
    assert {answer.url for answer in answers} == {meeting.get_absolute_url()}
    assert (meeting.title, meeting.state, meeting.version) == (
        "改过的标题",
        MeetingState.HANDED_IN,
        2,
    )
    assert meeting.agenda.last().decisions.get().pk == int(decision.id)
    assert meeting.revisions.get().content["title"] == ["学习训练安全规定"]


def test_an_old_page_leads_to_what_the_record_is_now(place):
    meeting = MeetingFactory(branch=place.branch, state=MeetingState.RETURNED)
    old = reverse("meetings:draft", args=[meeting.edit_token], query={"meeting": meeting.pk})
    Meeting.objects.update(version=2)

    assert place.as_("secretary").get(old).url == meeting.get_absolute_url()
    assert place.as_("secretary").post(old, typed(place)).url == meeting.get_absolute_url()


@pytest.mark.parametrize("state", [MeetingState.HANDED_IN, MeetingState.ACCEPTED])
def test_what_is_not_open_is_not_edited(place, state):
    meeting = MeetingFactory(branch=place.branch, state=state)

    response = place.as_("secretary").get(reverse("meetings:edit", args=[meeting.pk]))

    assert response.url == meeting.get_absolute_url()


def test_a_draft_is_thrown_away(place):
    token = uuid4()
    save(place, token)

    place.as_("committee").post(reverse("meetings:discard", args=[token]))

    assert not Draft.objects.exists()
