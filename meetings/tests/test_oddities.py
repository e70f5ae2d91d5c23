"""What looks odd is told to the author first, kept for reviewers, and never blocks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from meetings import oddities
from meetings.choices import AttachmentKind, MeetingState, OddityKind, Presence
from meetings.models import Attachment, Meeting, Oddity
from meetings.oddities import Elsewhere, Taken, Used
from meetings.record import Item, Mark, SittingTime, Words
from meetings.services.oddities import explain_oddity
from meetings.services.record import hand_in
from meetings.services.refusals import LooksOdd, MeetingRefused
from meetings.tests.records import DAY, EVENING, NOW, PRESENT, a_branch, a_record, record
from tests.factories import (
    BranchFactory,
    MeetingFactory,
    MembershipFactory,
    ThemeFactory,
    UserFactory,
    at,
    attended,
)

LONG = (
    "会上逐条学习了训练安全规定，结合上周高层建筑演练中通信不畅、供水衔接慢的问题查找差距，"
    "大家认为主要原因是分工不清、预案不熟，决定调整班组编成，补充对讲设备，下月复训检验效果。"
    "书记最后强调要把安全责任落实到每个岗位，党员要带头遵守操作规程。"
)


def kinds(found) -> list[str]:
    return [finding.kind for finding in found]


# Pure rules


@pytest.mark.parametrize(
    ("taken_on", "odd"), [(DAY, False), (None, False), (DAY - timedelta(days=3), True)]
)
def test_a_photo_of_another_day(taken_on, odd):
    found = oddities.photos_taken_another_day([Taken(1, "", taken_on)], {DAY})

    assert bool(list(found)) is odd


@pytest.mark.parametrize(
    ("perceptual_hash", "odd"),
    [
        ("ffff0000ffff0000", True),
        ("ffff0000ffff0001", True),
        ("0000ffff0000ffff", False),
        ("", False),
    ],
)
def test_a_photo_that_stands_in_another_record(perceptual_hash, odd):
    used = [Used("ffff0000ffff0000", 7, "八月主题党日", date(2026, 8, 15))]

    found = list(oddities.photos_used_before([Taken(1, perceptual_hash, None)], used))

    assert [finding.other_id for finding in found] == ([7] if odd else [])


@pytest.mark.parametrize(("begins", "odd"), [(18, False), (19, True), (20, True), (21, False)])
def test_two_places_only_where_the_hours_overlap(begins, odd):
    other = Elsewhere(
        1, "张三", 9, "另一个会", at(DAY, begins), at(DAY, begins) + timedelta(hours=1)
    )
    here = {1: (EVENING, EVENING + timedelta(minutes=90))}

    assert bool(list(oddities.in_two_places(here, [other]))) is odd


def test_many_people_in_two_places_make_one_sentence():
    hours = (EVENING, EVENING + timedelta(hours=1))
    others = [Elsewhere(n, f"队员{n}", 9, "另一个会", *hours) for n in range(5)]

    (found,) = oddities.in_two_places(dict.fromkeys(range(5), hours), others)

    assert found.sentence == "队员0、队员1、队员2等 5 人同一时间也记在“另一个会”的到会名单里。"


# With records


@pytest.mark.django_db
def test_copied_minutes_are_shown_first_and_kept_when_handed_in_all_the_same():
    branch, _ = a_branch()
    first = record(branch, summary=LONG, items=())
    copy = {"summary": LONG.replace("上周", "本周"), "items": (), "token": uuid4()}

    with pytest.raises(LooksOdd) as odd:
        record(branch, seen=(), **copy)
    assert kinds(odd.value.findings) == [OddityKind.COPIED, OddityKind.TWO_PLACES]
    assert Meeting.objects.count() == 1

    keys = [finding.key for finding in odd.value.findings]
    meeting = record(branch, seen=keys, **copy)

    oddity = meeting.oddities.get(kind=OddityKind.COPIED)
    assert oddity.other == first
    assert "近似" in oddity.sentence
    assert list(Meeting.objects.odd()) == [meeting]


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["report", "speech"])
def test_copies_are_found_in_the_agenda_too(place):
    branch, people = a_branch()
    item = (
        Item("议题", LONG)
        if place == "report"
        else Item("议题", "发言如下", speeches=(Words(LONG, people[0].pk),))
    )
    record(branch, summary="", items=(item,))

    meeting = record(branch, summary=LONG, items=())

    assert meeting.oddities.filter(kind=OddityKind.COPIED).exists()


@pytest.mark.django_db
def test_quoting_the_published_theme_is_no_copy():
    branch, _ = a_branch()
    theme = ThemeFactory(unit=branch.unit, material=LONG)
    MeetingFactory(branch=branch, summary=LONG)

    meeting = record(branch, summary=LONG, items=(), theme_id=theme.pk)

    assert not meeting.oddities.filter(kind=OddityKind.COPIED).exists()


@pytest.mark.django_db
def test_a_person_at_another_branchs_meeting_at_the_same_time():
    branch, people = a_branch()
    elsewhere = MeetingFactory(held_on=DAY, sittings=3, title="大队集中学习")
    for number, person in enumerate(people):
        row = attended(elsewhere, person)
        row.sitting = elsewhere.sittings.get(number=3)  # 19:00
        row.presence = Presence.PRESENT if number == 0 else Presence.ON_WATCH
        row.save()

    meeting = record(branch)

    oddity = meeting.oddities.get()
    assert (oddity.kind, oddity.other) == (OddityKind.TWO_PLACES, elsewhere)
    assert people[0].name in oddity.sentence
    assert people[1].name not in oddity.sentence


@pytest.mark.django_db
@pytest.mark.parametrize("state", [MeetingState.RETURNED, MeetingState.CANCELLED])
def test_what_was_not_handed_in_is_no_other_place(state):
    branch, people = a_branch(1)
    MembershipFactory(branch=branch)
    elsewhere = MeetingFactory(held_on=DAY, state=state, cancel_reason="增援", sittings=3)
    for person in people:
        row = attended(elsewhere, person)
        row.sitting = elsewhere.sittings.get(number=3)
        row.save()

    assert not record(branch).oddities.exists()


def a_photo(branch, meeting=None, perceptual_hash="ffff0000ffff0000", taken_at=None):
    return Attachment.objects.create(
        branch=branch,
        meeting=meeting,
        kind=AttachmentKind.PHOTO,
        name="照片.jpg",
        size=1,
        perceptual_hash=perceptual_hash,
        taken_at=taken_at,
        uploaded_by=UserFactory(),
    )


@pytest.mark.django_db
def test_a_photo_of_another_record_and_another_day():
    branch, _ = a_branch()
    before = MeetingFactory(branch=BranchFactory())
    a_photo(before.branch, before)
    photo = a_photo(branch, taken_at=at(DAY - timedelta(days=5), 9))

    meeting = record(branch, attachment_ids=(photo.pk,))

    assert kinds(meeting.oddities.all()) == [
        OddityKind.PHOTO_OTHER_DAY,
        OddityKind.PHOTO_REUSED,
    ]
    assert meeting.oddities.get(kind=OddityKind.PHOTO_REUSED).other == before


@pytest.mark.django_db
def test_handing_in_again_without_the_odd_photo_clears_it_and_keeps_explanations():
    branch, _ = a_branch()
    author = UserFactory()
    wrong = a_photo(branch, taken_at=at(DAY - timedelta(days=5), 9))
    late = a_photo(branch, perceptual_hash="", taken_at=at(DAY + timedelta(days=1), 9))
    meeting = record(branch, by=author, attachment_ids=(wrong.pk, late.pk))
    explain_oddity(
        oddity=meeting.oddities.get(key=f"day:{late.pk}"),
        by=UserFactory(),
        explanation="相机时间不准",
        now=NOW,
    )
    Meeting.objects.update(state=MeetingState.RETURNED)

    hand_in(
        meeting=meeting,
        record=a_record(branch, attachment_ids=(late.pk,)),
        version=1,
        by=author,
        now=NOW,
    )

    oddity = meeting.oddities.get()
    assert (oddity.key, oddity.explanation) == (f"day:{late.pk}", "相机时间不准")
    assert not Oddity.objects.unexplained().exists()
    assert list(meeting.attachments.all()) == [late]


@pytest.mark.django_db
def test_an_explanation_has_to_say_something():
    meeting = MeetingFactory()
    oddity = Oddity.objects.create(
        meeting=meeting, kind=OddityKind.COPIED, key="k", sentence="近似"
    )

    with pytest.raises(MeetingRefused, match="核实"):
        explain_oddity(oddity=oddity, by=UserFactory(), explanation=" ", now=NOW)

    assert list(Oddity.objects.unexplained()) == [oddity]


@pytest.mark.django_db
def test_two_sittings_of_one_meeting_are_not_two_places():
    branch, people = a_branch(2)
    sittings = (SittingTime(at(DAY, 9), at(DAY, 10)), SittingTime(EVENING, at(DAY, 20)))

    meeting = record(
        branch,
        sittings=sittings,
        marks={people[0].pk: PRESENT, people[1].pk: Mark(Presence.PRESENT, sitting=2)},
    )

    assert not meeting.oddities.exists()


@pytest.mark.parametrize(
    ("chair", "mark", "said"),
    [
        (1, Presence.CALLED_OUT, ["主持人张三在点名里是“出警”，没有到会，请核对。"]),
        (1, Presence.ABSENT, ["主持人张三在点名里是“无故缺席”，没有到会，请核对。"]),
        (1, Presence.PRESENT, []),
        (2, Presence.ABSENT, []),
        (None, Presence.ABSENT, []),
    ],
    ids=["excused", "absent", "present", "not on the roll", "nobody"],
)
def test_a_chair_who_was_away_is_asked_about(chair, mark, said):
    posts = {"chair": chair, "recorder": None}

    found = oddities.posts_away(posts, {1: mark}, {1: "张三", 2: "李四"})

    assert [each.sentence for each in found] == said


@pytest.mark.django_db
def test_who_was_away_is_asked_about_once_and_kept_nowhere_but_in_the_record():
    branch, people = a_branch()
    marks = {person.pk: Mark(Presence.PRESENT) for person in people[:2]}
    marks |= {people[2].pk: Mark(Presence.CALLED_OUT)}
    details = {"marks": marks, "recorder_id": people[2].pk}

    with pytest.raises(LooksOdd) as odd:
        record(branch, seen=(), **details)
    assert [each.field for each in odd.value.findings] == ["recorder"]

    meeting = record(branch, seen=[each.key for each in odd.value.findings], **details)
    assert meeting.recorder == people[2]
    assert not meeting.oddities.exists()
