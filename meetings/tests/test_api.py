"""Records by the API: the same services, the same rules, nothing overwritten, nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from branches.services.provisions import load_provisions
from meetings.choices import MeetingKind, MeetingState, Presence
from meetings.models import Attendance, Decision, Meeting, Revision
from tests.api.client import Api
from tests.api.things import sent_record
from tests.factories import BranchFactory, MeetingFactory, attended, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def provisions(db):
    load_provisions()


@pytest.fixture
def api(place):
    return Api(place.users["secretary"])


def record(here, **details):
    return sent_record(here.branch, **details)


def item(**details):
    return {"title": "讨论事项", "report": "听取汇报", **details}


# Reading


def test_the_list_asks_the_same_of_one_row_and_of_three(place, api, steady_queries):
    answer = steady_queries(
        5, make=lambda: MeetingFactory(branch=place.branch), call=lambda: api.get("meetings/")
    )

    assert answer.json()["count"] == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "party_lecture"}, {"党课"}),
        ({"state": "returned"}, {"退回"}),
        ({"since": "2026-09-10", "until": "2026-09-20"}, {"党课", "退回"}),
        ({"unit": "nowhere"}, set()),
    ],
)
def test_records_are_filtered(place, api, query, found):
    here = {"branch": place.branch}
    MeetingFactory(**here, title="党课", kinds=[MeetingKind.LECTURE])
    MeetingFactory(**here, title="退回", state=MeetingState.RETURNED)
    MeetingFactory(**here, title="八月", held_on=date(2026, 8, 14))
    MeetingFactory(title="别处", kinds=[MeetingKind.LECTURE])

    assert {row["title"] for row in api.rows("meetings/", **query)} == found


def test_what_is_not_handed_in_is_not_for_members(place):
    returned = MeetingFactory(branch=place.branch, state=MeetingState.RETURNED)
    api = Api(place.users["member"])

    assert api.rows("meetings/") == []
    assert api.get(f"meetings/{returned.pk}/").status_code == 404
    assert api.get(f"meetings/{returned.pk}/attendance/").status_code == 404


def test_attendance_asks_the_same_of_one_row_and_of_three(place, api, steady_queries):
    meeting = MeetingFactory(branch=place.branch)

    answer = steady_queries(
        5,
        make=lambda: attended(meeting, member_of(place.branch)),
        call=lambda: api.get(f"meetings/{meeting.pk}/attendance/"),
    )

    assert answer.json()["count"] == 3


# Handing in


def test_a_record_is_written_as_it_was_sent(place, api):
    first, second, third = place.people
    sent = record(
        place,
        attendance=[{"member": second.pk, "presence": "called_out", "note": "出警"}],
        items=[
            item(
                ballot={"matter": "ordinary", "method": "hands", "yes": 2, "no": 0, "abstained": 0},
                speeches=[{"speaker": third.pk, "text": "同意。"}, {"text": "请抓紧。"}],
                decisions=[{"text": "检修训练塔", "owner": third.pk, "due_on": "2099-01-01"}],
            )
        ],
    )

    answer = api.post("meetings/", sent)

    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert answer["Location"] == f"/api/v1/meetings/{made['id']}/"
    assert answer["ETag"] == api.get(f"meetings/{made['id']}/")["ETag"]
    assert (made["state"], made["expected"], made["present"], made["excused"]) == (
        "handed_in",
        3,
        2,
        1,
    )
    (made_item,) = made["agenda"]
    assert made_item["passed"]
    assert [speech["speaker"] for speech in made_item["speeches"]] == [third.pk, None]
    assert made_item["decisions"][0]["owner"] == third.pk
    came = {
        row["member"]: row["presence"] for row in api.rows(f"meetings/{made['id']}/attendance/")
    }
    assert came == {first.pk: "present", second.pk: "called_out", third.pk: "present"}


def test_the_same_token_makes_one_record(place, api):
    sent = record(place)

    first, second = api.post("meetings/", sent), api.post("meetings/", sent)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("spoilt", "status", "field"),
    [
        ({"title": ""}, 400, "title"),
        ({"kinds": []}, 400, "kinds"),
        ({"sittings": []}, 400, "sittings"),
        ({"place": "x" * 65}, 400, "place"),
        ({"token": "x"}, 400, "token"),
        ({"summary": ""}, 422, "summary"),
        ({"kinds": ["party_lecture"]}, 422, "l0-who"),
        ({"chair": 999_999}, 422, "chair"),
        ({"kinds": ["group_meeting"]}, 422, "groups"),
        ({"items": [item(speeches=[{"speaker": 999_999, "text": "…"}])]}, 422, "i0-s0-who"),
    ],
)
def test_a_record_is_refused_with_the_field(place, api, spoilt, status, field):
    answer = api.post("meetings/", record(place, **spoilt))

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert field in answer.json()["errors"]
    assert not Meeting.objects.exists()


def test_a_meeting_to_come_is_refused_in_words(place, api):
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = api.post("meetings/", record(place, day=tomorrow))

    assert answer.status_code == 422
    assert "尚未召开" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["member", "officer", "office", "stranger"])
def test_only_the_committee_writes_a_record(place, who):
    answer = Api(place.users[who]).post("meetings/", record(place))

    assert answer.status_code == 404
    assert not Meeting.objects.exists()


def test_what_looks_odd_is_shown_first(place, api):
    text = "认真学习了上级文件精神，结合本站执勤训练实际逐条讨论，明确了下一步重点和措施。" * 8
    first = record(place, summary=text)
    assert api.post("meetings/", first).status_code == 201
    again = record(place, summary=text, token=str(uuid4()))

    shown = api.post("meetings/", again)
    keys = [each["key"] for each in shown.json()["findings"]]
    sent = api.post("meetings/", again | {"seen": keys})

    assert shown.status_code == 409
    assert keys
    assert sent.status_code == 201


# Changing


@pytest.fixture
def returned(place, api):
    made = api.post("meetings/", record(place, items=[item(decisions=[{"text": "去办"}])])).json()
    answer = Api(place.users["officer"]).post(
        f"meetings/{made['id']}/return/", {"remark": "写明时限"}
    )
    assert answer.json()["state"] == "returned"
    return answer.json()


def changed(place, returned, **details):
    (decision,) = returned["agenda"][0]["decisions"]
    again = item(decisions=[{"text": "十月底前办完", "decision": decision["id"]}])
    sent = record(place, items=[again], version=returned["version"])
    return sent | details


def test_a_returned_record_is_handed_in_anew(place, api, returned):
    answer = api.send("PUT", f"meetings/{returned['id']}/", changed(place, returned))

    assert answer.status_code == 200, answer.json()
    assert (answer.json()["state"], answer.json()["version"]) == ("handed_in", 2)
    decision = Decision.objects.get()
    assert (decision.pk, decision.text) == (
        returned["agenda"][0]["decisions"][0]["id"],
        "十月底前办完",
    )
    assert Revision.objects.count() == 1


def test_another_version_is_not_overwritten(place, api, returned):
    answer = api.send("PUT", f"meetings/{returned['id']}/", changed(place, returned, version=7))

    assert answer.status_code == 409
    assert "第 7 版" in answer.json()["detail"]
    assert "第 1 版" in answer.json()["detail"]
    assert answer.json()["version"] == 1


def test_what_was_changed_meanwhile_fails_its_precondition(place, api, returned):
    path = f"meetings/{returned['id']}/"
    seen = api.get(path)["ETag"]
    Meeting.objects.update(place="荣誉室")
    stands = api.get(path)["ETag"]

    answer = api.send("PUT", path, changed(place, returned), **{"If-Match": seen})
    right = api.send("PUT", path, changed(place, returned), **{"If-Match": stands})

    assert answer.status_code == 412
    assert seen in answer.json()["detail"]
    assert answer.json()["etag"] == stands
    assert right.status_code == 200


def test_a_record_in_review_is_not_changed(place, api):
    made = api.post("meetings/", record(place)).json()
    sent = record(place, version=made["version"])

    answer = api.send("PUT", f"meetings/{made['id']}/", sent)

    assert answer.status_code == 422
    assert "已被另一处修改或上报" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("who", "step", "state", "answer"),
    [
        ("secretary", "withdraw", MeetingState.HANDED_IN, (200, "draft")),
        ("officer", "accept", MeetingState.HANDED_IN, (200, "accepted")),
        ("officer", "return", MeetingState.HANDED_IN, (409, None)),  # without a remark
        ("secretary", "accept", MeetingState.HANDED_IN, (404, None)),
        ("officer", "withdraw", MeetingState.HANDED_IN, (404, None)),
        ("secretary", "withdraw", MeetingState.ACCEPTED, (409, None)),
        ("officer", "accept", MeetingState.RETURNED, (409, None)),
    ],
)
def test_a_record_goes_its_way(place, who, step, state, answer):
    meeting = MeetingFactory(branch=place.branch, state=state)

    given = Api(place.users[who]).post(f"meetings/{meeting.pk}/{step}/", {})

    assert (given.status_code, given.json().get("state")) == answer


def test_nobody_accepts_the_own_record(place):
    officer = place.users["officer"]
    meeting = MeetingFactory(branch=place.branch, state=MeetingState.HANDED_IN, recorded_by=officer)

    answer = Api(officer).post(f"meetings/{meeting.pk}/accept/", {})

    assert answer.status_code == 409
    assert "另一个人" in answer.json()["detail"]


# Attendance


def test_attendance_is_corrected_with_a_reason(place, api):
    row = attended(MeetingFactory(branch=place.branch), place.people[1], Presence.ABSENT)
    path = f"meetings/{row.meeting_id}/attendance/{row.member_id}/"

    bare = api.send("PATCH", path, {"presence": "sick"})
    stale = api.send("PATCH", path, {"presence": "sick", "reason": "病假条", "version": 9})
    done = api.send("PATCH", path, {"presence": "sick", "reason": "病假条", "version": 1})

    assert [each.status_code for each in (bare, stale, done)] == [400, 409, 200]
    assert done.json()["presence"] == "sick"
    assert Meeting.objects.get().version == 2


def test_the_own_attendance_is_corrected_by_another(place, api):
    row = attended(MeetingFactory(branch=place.branch), place.people[0], Presence.ABSENT)

    answer = api.send(
        "PATCH",
        f"meetings/{row.meeting_id}/attendance/{row.member_id}/",
        {"presence": "sick", "reason": "病假条"},
    )

    assert answer.status_code == 422
    assert "另一位同志" in answer.json()["detail"]


def test_a_make_up_is_noted_and_taken_back(place, api):
    row = attended(MeetingFactory(branch=place.branch), place.people[1], Presence.ON_WATCH)
    path = f"meetings/{row.meeting_id}/attendance/{row.member_id}/make-up/"

    early = api.post(path, {"on": "2026-09-01", "how": "个别传达"})
    noted = api.post(path, {"on": "2026-09-20", "how": "个别传达"})
    gone = api.send("DELETE", path)

    assert [each.status_code for each in (early, noted, gone)] == [422, 200, 200]
    assert noted.json()["made_up_how"] == "个别传达"
    assert Attendance.objects.get().made_up_on is None


def test_members_of_another_branch_are_not_reached(place, api):
    row = attended(MeetingFactory(), member_of(BranchFactory()), Presence.ABSENT)
    path = f"meetings/{row.meeting_id}/attendance/{row.member_id}/"

    sent = {"presence": "sick", "reason": "病假条"}
    assert api.send("PATCH", path, sent).status_code == 404
    assert api.post(f"{path}make-up/", {"on": "2026-09-20", "how": "传达"}).status_code == 404
