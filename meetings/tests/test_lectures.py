"""Who gave a Party lecture: asked for this kind alone, written once, named in old records."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from meetings.choices import MeetingKind
from meetings.models import AgendaItem, Lecture, Meeting, Revision, Speech
from meetings.record import Talk
from meetings.services.refusals import MeetingRefused
from meetings.services.review import withdraw
from meetings.tests.records import NOW, a_branch, record
from meetings.tests.typed import address, hand_in, typed
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db
LECTURE = {"kinds": (MeetingKind.THEME_DAY, MeetingKind.LECTURE)}
KINDS = ["theme_day", "party_lecture"]


def test_a_lecture_names_its_lecturers_of_the_roster_and_guests():
    branch, people = a_branch()

    meeting = record(
        branch, **LECTURE, talks=(Talk(people[1].pk), Talk(None, " 李教导员 ", "条例解读"))
    )

    assert list(
        meeting.lectures.values_list("number", "title", "lecturer", "lecturer_name", "branch")
    ) == [
        (1, meeting.title, people[1].pk, people[1].name, branch.pk),
        (2, "条例解读", None, "李教导员", None),
    ]


@pytest.mark.parametrize(
    ("talks", "field", "reason"),
    [
        ((), "l0-who", "请选择主讲人"),
        ((Talk(10**9),), "l0-who", "名册"),
        ((Talk(None, " "),), "l0-name", "姓名"),
        ("twice", "l1-who", "只记一次"),
    ],
)
def test_a_lecture_without_its_lecturer_is_refused(talks, field, reason):
    branch, people = a_branch()
    if talks == "twice":
        talks = (Talk(people[0].pk), Talk(people[0].pk, title="再讲一题"))

    with pytest.raises(MeetingRefused, match=reason) as refused:
        record(branch, **LECTURE, talks=talks)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Meeting.objects.exists()


def test_nobody_lectures_where_no_lecture_was_held():
    branch, people = a_branch()

    meeting = record(branch, talks=(Talk(people[0].pk),))

    assert not meeting.lectures.exists()


def test_the_form_asks_for_the_lecturer_and_starts_with_the_secretary(place):
    page = place.as_("secretary").get(address(place, kind="party_lecture")).context["page"]

    assert [(row.who, row.spare) for row in page.talks] == [
        (str(place.people[0].pk), False),
        ("", True),
    ]


def test_a_lecture_is_handed_in_with_a_guest_and_read_on_page_and_paper(place):
    hand_in(
        place,
        kinds=KINDS,
        **{
            "l0-who": place.people[0].pk,
            "l0-title": "条例解读",
            "l1-who": "guest",
            "l1-name": "李教导员",
            "l2-who": "",
        },
    )

    meeting = Meeting.objects.get()
    for name in ("meetings:meeting", "meetings:minutes"):
        page = place.as_("secretary").get(reverse(name, args=[meeting.pk])).content.decode()
        assert f"{place.people[0].name}《条例解读》" in page
        assert f"李教导员《{meeting.title}》" in page


@pytest.mark.parametrize(
    ("spoilt", "field", "reason"),
    [
        ({"l0-who": "guest"}, "l0-name", "请写明主讲人的姓名。"),
        ({"l0-who": "x"}, "l0-who", "请选择主讲人。"),
        ({"l0-title": "条例解读"}, "l0-who", "写了题目，请选择主讲人。"),
        ({"l3-who": str(10**9)}, "l3-who", "名册"),
        ({}, "l0-who", "党课请选择主讲人。"),
    ],
)
def test_what_is_wrong_stands_at_the_field(place, spoilt, field, reason):
    page = hand_in(place, kinds=KINDS, **spoilt).context["page"]

    assert reason in page.sheet.errors[field]
    assert not Meeting.objects.exists()


def test_another_kind_ignores_what_was_left_in_the_row(place):
    hand_in(place, **{"l0-who": "guest"})

    assert not Meeting.objects.get().lectures.exists()


def test_changing_a_record_keeps_the_lecturer_and_the_revision_too(place):
    hand_in(place, kinds=KINDS, **{"l0-who": "guest", "l0-name": "李教导员"})
    meeting = Meeting.objects.get()
    withdraw(meeting=meeting, by=place.users["secretary"], now=NOW)
    meeting.refresh_from_db()
    url = f"{reverse('meetings:draft', args=[meeting.edit_token])}?meeting={meeting.pk}"

    row = place.as_("secretary").get(url).context["page"].talks[0]
    place.as_("secretary").post(url, typed(place, kinds=KINDS, **{"l0-who": place.people[2].pk}))

    assert (row.who, row.texts["name"], row.title) == ("guest", "李教导员", meeting.title)
    assert meeting.lectures.get().lecturer == place.people[2]
    assert Revision.objects.get().content["l0-name"] == ["李教导员"]


def test_old_records_name_who_spoke_first():
    step = import_module("meetings.migrations.0006_lecturers_of_old_records").name_lecturers
    branch, people = a_branch()
    lecture = MeetingFactory(branch=branch, kinds=[MeetingKind.LECTURE, MeetingKind.THEME_DAY])
    others = [
        MeetingFactory(branch=branch),
        MeetingFactory(branch=branch, kinds=[MeetingKind.LECTURE]),
    ]
    for meeting, speaker in zip((lecture, *others), (people[0], people[1], None), strict=True):
        item = AgendaItem.objects.create(meeting=meeting, number=1, title="党课：条例解读")
        for number, who in enumerate((speaker, people[2]), start=1):
            Speech.objects.create(
                item=item, number=number, speaker=who, speaker_name=str(who), text="…"
            )

    step(apps, None)
    step(apps, None)

    made = Lecture.objects.get()
    assert (made.meeting, made.lecturer, made.branch) == (lecture, people[0], branch)
    assert (made.title, made.lecturer_name) == ("条例解读", people[0].name)
