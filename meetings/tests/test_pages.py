"""Reading records: lists, the page of a meeting, paper, files, the reviewer's queue."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from meetings.choices import AttachmentKind, MeetingKind, MeetingState, OddityKind, Presence
from meetings.models import AgendaItem, Attachment, Decision, Meeting, Oddity, Review, Speech
from tests.factories import (
    BranchFactory,
    MeetingFactory,
    ThemeFactory,
    UnitFactory,
    attended,
    member_of,
)

pytestmark = pytest.mark.django_db
LIST = reverse("meetings:list")
THIS_YEAR = {"held_on": timezone.localdate() - timedelta(days=3)}


def handed_in(place, **details):
    return MeetingFactory(
        **({"branch": place.branch, "state": MeetingState.HANDED_IN} | THIS_YEAR | details)
    )


def odd(meeting, sentence="与上月的记录近似"):
    return Oddity.objects.create(
        meeting=meeting, kind=OddityKind.COPIED, key="copied:1", sentence=sentence
    )


def titles(response) -> list[str]:
    return [meeting.title for meeting in response.context["page"]]


# The list


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_three(place, steady_queries):
    client = place.as_("officer")

    page = steady_queries(
        11, make=lambda: odd(handed_in(place, title="九月党课")), call=lambda: client.get(LIST)
    )

    assert page.content.decode().count("九月党课") == 3


def test_a_members_list_asks_less(place, steady_queries):
    client = place.as_("member")

    page = steady_queries(
        9, make=lambda: handed_in(place, title="九月党课"), call=lambda: client.get(LIST)
    )

    assert page.content.decode().count("九月党课") == 3


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("member", {"已上报", "已通过", "未召开"}),
        ("secretary", {"已上报", "已通过", "未召开", "退回", "撤回"}),
        ("officer", {"已上报", "已通过", "未召开", "退回", "撤回"}),
        ("stranger", set()),
    ],
)
def test_who_sees_which_records(place, who, seen):
    for title, state in (
        ("已上报", MeetingState.HANDED_IN),
        ("已通过", MeetingState.ACCEPTED),
        ("退回", MeetingState.RETURNED),
        ("撤回", MeetingState.DRAFT),
        ("未召开", MeetingState.CANCELLED),
    ):
        handed_in(place, title=title, state=state, cancel_reason="增援")

    assert set(titles(place.as_(who).get(LIST))) == seen
    for meeting in Meeting.objects.all():
        status = place.as_(who).get(meeting.get_absolute_url()).status_code
        assert status == (200 if meeting.title in seen else 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["今年的党课", "今年的大会"]),
        ({"kind": "party_lecture"}, ["今年的党课"]),
        ({"state": "returned"}, ["今年的大会"]),
        ({"late": "1"}, ["今年的大会"]),
        ({"odd": "1"}, ["今年的党课"]),
        ({"q": "大会"}, ["今年的大会"]),
        ({"period": "2020"}, ["早年的"]),
        ({"period": "2020-03"}, ["早年的"]),
        ({"period": "2020Q2"}, []),
        ({"period": "all", "sort": "day"}, ["早年的", "今年的大会", "今年的党课"]),
        ({"period": "nonsense", "kind": "nonsense", "sort": "nonsense", "branch": "nonsense"},
         ["今年的党课", "今年的大会"]),
    ],
)  # fmt: skip
def test_filters_stay_in_the_address(place, query, found):
    today = timezone.localdate()
    lecture = MeetingFactory(
        branch=place.branch, title="今年的党课", held_on=today, kinds=[MeetingKind.LECTURE]
    )
    odd(lecture)
    MeetingFactory(
        branch=place.branch,
        title="今年的大会",
        held_on=today - timedelta(days=today.timetuple().tm_yday > 1),
        state=MeetingState.RETURNED,
        late_days=5,
        late_reason="增援",
    )
    MeetingFactory(branch=place.branch, title="早年的", held_on=date(2020, 3, 9))

    assert titles(place.as_("officer").get(LIST, query)) == found


def test_a_list_narrows_to_unit_and_branch_that_one_sees(place):
    other = BranchFactory(unit=UnitFactory(parent=place.brigade))
    handed_in(place, title="这里")
    handed_in(place, title="那里", branch=other)
    client = place.as_("officer")

    assert titles(client.get(LIST, {"branch": other.code})) == ["那里"]
    assert titles(client.get(LIST, {"unit": place.branch.unit.code})) == ["这里"]
    assert place.as_("stranger").get(LIST, {"branch": other.code}).context["asked"].branch is None


def test_explained_oddities_do_not_count_as_odd(place):
    found = odd(handed_in(place))
    found.explained_at, found.explanation = timezone.now(), "已核实"
    found.save()

    assert not titles(place.as_("officer").get(LIST, {"odd": "1"}))


def test_the_export_is_what_the_page_shows(place):
    handed_in(place, title="要的", expected=4, present=3, late_days=9, late_reason="增援")
    handed_in(place, title="不要的", state=MeetingState.RETURNED)

    response = place.as_("officer").get(reverse("meetings:export"), {"state": "handed_in"})

    file = BytesIO(b"".join(response.streaming_content))
    head, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    (row,) = [dict(zip(head, cells, strict=True)) for cells in rows]
    assert (row["主题"], row["类型"], row["状态"]) == ("要的", "主题党日", "待审核")
    assert (row["应到"], row["实到"], row["到会率"], row["补录天数"]) == (4, 3, 0.75, 9)


def test_the_secretary_finds_what_is_not_finished_on_top(place):
    meeting = handed_in(place, state=MeetingState.RETURNED)
    Review.objects.create(
        meeting=meeting, action="return", by=place.users["officer"], remark="缺少发言"
    )

    html = place.as_("secretary").get(LIST).content.decode()

    assert "缺少发言" in html
    assert reverse("meetings:edit", args=[meeting.pk]) in html
    assert "没写完的" not in place.as_("member").get(LIST).content.decode()


# One meeting


@pytest.fixture
def meeting(place):
    """Twenty-five people, two items with speeches, votes and decisions, a photo, a history."""
    held = handed_in(place, theme=ThemeFactory(), chair=place.people[0], late_days=0)
    for number in range(22):
        place.people.append(member_of(place.branch, name=f"消防员{number:02}"))
    for number, person in enumerate(place.people):
        attended(held, person, Presence.ON_WATCH if number < 2 else Presence.PRESENT)
    for number in (1, 2):
        item = AgendaItem.objects.create(
            meeting=held, number=number, title=f"议题{number}", report="内容",
            matter="ordinary", method="hands", yes=23, no=0, abstained=0, passed=True,
        )  # fmt: skip
        for speech in (1, 2):
            Speech.objects.create(item=item, number=speech, speaker_name="发言人", text="同意")
        Decision.objects.create(
            branch=held.branch, item=item, year=2026, number=number, text=f"决定{number}"
        )
    Review.objects.create(meeting=held, action="hand_in", by=held.recorded_by, at=timezone.now())
    return held


@pytest.mark.parametrize(("who", "queries"), [("member", 11), ("secretary", 13), ("officer", 13)])
def test_the_page_of_a_meeting(place, meeting, who, queries, django_assert_num_queries):
    client = place.as_(who)
    client.get(meeting.get_absolute_url())

    with django_assert_num_queries(queries):
        html = client.get(meeting.get_absolute_url()).content.decode()

    for text in ("消防员21", "执勤", "议题2", "决定2", "赞成 23，反对 0，弃权 0", "发言人", "上报"):
        assert text in html


@pytest.mark.parametrize(
    ("who", "state", "offers"),
    [
        ("member", "handed_in", set()),
        ("secretary", "handed_in", {"withdraw", "make_up"}),
        ("secretary", "returned", {"edit"}),
        ("secretary", "accepted", {"make_up", "correct_attendance"}),
        ("officer", "handed_in", {"accept", "return"}),
        ("officer", "accepted", {"correct_attendance"}),
        ("officer", "returned", set()),
    ],
)
def test_a_page_offers_what_one_may_do(place, meeting, who, state, offers):
    Meeting.objects.update(state=state)
    html = place.as_(who).get(meeting.get_absolute_url()).content.decode()
    row = meeting.attendances.filter(presence=Presence.ON_WATCH).first()

    for name in ("edit", "withdraw", "accept", "return"):
        assert (f'"{reverse(f"meetings:{name}", args=[meeting.pk])}"' in html) is (name in offers)
    for name in ("make_up", "correct_attendance"):
        assert (f'"{reverse(f"meetings:{name}", args=[row.pk])}"' in html) is (name in offers)


def test_oddities_are_for_those_who_write_or_review(place, meeting):
    odd(meeting, "与上月的记录近似")

    for who, sees in (("member", False), ("secretary", True), ("officer", True)):
        html = place.as_(who).get(meeting.get_absolute_url()).content.decode()
        assert ("与上月的记录近似" in html) is sees


@pytest.mark.parametrize("name", ["minutes", "sign_in"])
def test_paper_holds_everybody(place, meeting, name):
    html = place.as_("member").get(reverse(f"meetings:{name}", args=[meeting.pk])).content.decode()

    assert all(person.name in html for person in place.people)
    assert "执勤" in html


# Files


@pytest.fixture
def photo(place, meeting):
    kept = Attachment(
        branch=place.branch, meeting=meeting, kind=AttachmentKind.PHOTO, name='现场"1".jpg',
        size=3, uploaded_by=meeting.recorded_by,
    )  # fmt: skip
    kept.file.save("a.jpg", ContentFile(b"big"), save=False)
    kept.thumbnail.save("b.jpg", ContentFile(b"small"), save=False)
    kept.save()
    return kept


def test_a_photo_is_sent_with_careful_headers(place, photo):
    response = place.as_("member").get(reverse("meetings:attachment", args=[photo.pk]))

    assert b"".join(response.streaming_content) == b"big"
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"].startswith("private")


def test_a_paper_is_saved_not_shown(place, photo):
    Attachment.objects.update(kind=AttachmentKind.FILE, name="材料.pdf")

    response = place.as_("member").get(reverse("meetings:attachment", args=[photo.pk]))

    response.close()
    assert response["Content-Disposition"].startswith("attachment")


def test_the_server_in_front_may_send_it(place, photo, settings):
    settings.X_ACCEL_PREFIX = "/media/"

    response = place.as_("member").get(reverse("meetings:thumbnail", args=[photo.pk]))

    assert response["X-Accel-Redirect"] == f"/media/{photo.thumbnail.name}"
    assert response.content == b""


def test_a_photo_of_a_draft_is_seen_by_those_who_write_it(place, photo):
    Attachment.objects.update(meeting=None)
    url = reverse("meetings:thumbnail", args=[photo.pk])

    assert place.as_("member").get(url).status_code == 404
    response = place.as_("committee").get(url)
    assert b"".join(response.streaming_content) == b"small"
