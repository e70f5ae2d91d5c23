"""Branches that met together: written down once, counted for each once it says so itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from branches.choices import Role
from meetings.choices import MeetingKind, MeetingState, PartnerState, Presence, ReviewAction
from meetings.models import Attendance, Credit, Meeting, Partner
from meetings.record import Mark, Talk
from meetings.services import partners
from meetings.services.attendance import correct_attendance
from meetings.services.record import hand_in
from meetings.services.refusals import MeetingRefused
from meetings.services.review import accept, withdraw
from meetings.tests.records import NOW, PRESENT, a_branch, a_record, neighbours, record
from meetings.tests.typed import address, typed
from notices.models import Notice
from tests.factories import (
    BranchFactory,
    UnitFactory,
    UserFactory,
    member_of,
    user_with,
)

pytestmark = pytest.mark.django_db


def joint(**details):
    """Two branches of a brigade at one theme day, one of the guests on watch; not yet confirmed."""
    (branch, people), (other, guests) = neighbours(3, 2)
    marks = dict.fromkeys((each.pk for each in (*people, guests[0])), PRESENT)
    marks[guests[1].pk] = Mark(Presence.ON_WATCH)
    given = {"partner_ids": (other.pk,), "marks": marks} | details
    return record(branch, **given), other, people, guests


def credited(meeting):
    return set(Credit.objects.filter(meeting=meeting).values_list("branch_id", flat=True))


def test_nothing_counts_for_a_branch_that_has_not_said_so():
    meeting, _other, people, _ = joint()

    partner = meeting.partners.get()
    assert (partner.state, partner.expected, partner.present, partner.excused) == (
        PartnerState.WAITING, 2, 1, 1,
    )  # fmt: skip
    assert credited(meeting) == {meeting.branch_id}
    assert set(meeting.attendances.values_list("member_id", flat=True)) == {p.pk for p in people}
    assert (meeting.expected, meeting.present) == (3, 3)


def test_once_confirmed_it_counts_for_each_person_at_home():
    meeting, other, people, guests = joint()
    secretary = user_with(Role.SECRETARY, branch=other)

    partners.confirm(partner=meeting.partners.get(), by=secretary, now=NOW)

    assert set(meeting.credits.values_list("branch_id", "kind")) == {
        (meeting.branch_id, "theme_day"),
        (other.pk, "theme_day"),
    }
    assert dict(meeting.attendances.values_list("member_id", "branch_id")) == {
        **{each.pk: meeting.branch_id for each in people},
        **{each.pk: other.pk for each in guests},
    }
    assert Attendance.objects.get(member=guests[1]).presence == Presence.ON_WATCH
    assert Attendance.objects.get(member=guests[0]).sitting == meeting.sittings.get()
    step = meeting.reviews.get(action=ReviewAction.JOIN)
    assert (step.by, step.remark) == (secretary, other.name)
    meeting.refresh_from_db()
    assert (meeting.expected, meeting.present) == (3, 3)


def test_confirming_again_changes_nothing():
    meeting, other, *_ = joint()
    partner = meeting.partners.get()

    for _ in range(2):
        partners.confirm(partner=partner, by=user_with(Role.SECRETARY, branch=other), now=NOW)

    assert meeting.credits.count() == 2
    assert meeting.attendances.count() == 5
    assert meeting.reviews.filter(action=ReviewAction.JOIN).count() == 1


def test_who_was_not_there_leaves_the_record_and_the_author_is_told():
    meeting, other, *_ = joint()

    for _ in range(2):
        partners.decline(
            partner=meeting.partners.get(), by=user_with(Role.SECRETARY, branch=other), now=NOW
        )

    partner = meeting.partners.get()
    assert (partner.state, partner.expected, partner.roll) == (PartnerState.DECLINED, 0, [])
    assert credited(meeting) == {meeting.branch_id}
    told = Notice.objects.get(recipient=meeting.recorded_by)
    assert other.name in told.subject
    assert meeting.reviews.filter(action=ReviewAction.STAY_OUT).count() == 1


@pytest.mark.parametrize(
    ("first", "then", "state", "reason"),
    [
        (partners.decline, partners.confirm, MeetingState.HANDED_IN, "未参加"),
        (partners.confirm, partners.decline, MeetingState.HANDED_IN, "已确认"),
        (None, partners.confirm, MeetingState.RETURNED, "正在修改"),
        (None, partners.decline, MeetingState.DRAFT, "正在修改"),
    ],
)
def test_an_answer_stands_and_waits_for_what_is_being_changed(first, then, state, reason):
    meeting, _other, *_ = joint()
    details = {"partner": meeting.partners.get(), "by": UserFactory(), "now": NOW}
    if first:
        first(**details)
    Meeting.objects.update(state=state)

    with pytest.raises(MeetingRefused, match=reason):
        then(**details)


def test_the_secretary_of_the_other_branch_is_asked_once_and_no_more_after_the_answer():
    (branch, people), (other, guests) = neighbours(1, 1)
    secretary = user_with(Role.SECRETARY, branch=other)
    user_with(Role.MEMBER, branch=other)
    marks = {people[0].pk: PRESENT, guests[0].pk: PRESENT}

    meeting = record(branch, partner_ids=(other.pk,), marks=marks)

    asked = Notice.objects.get()
    assert (asked.recipient, asked.withdrawn_at) == (secretary, None)
    partners.confirm(partner=meeting.partners.get(), by=secretary, now=NOW)
    asked.refresh_from_db()
    assert asked.withdrawn_at == NOW


def test_who_writes_for_both_branches_needs_nobodys_word():
    (branch, people), (other, guests) = neighbours(1, 1)
    both = user_with(Role.SECRETARY, branch=other)
    marks = {people[0].pk: PRESENT, guests[0].pk: PRESENT}

    meeting = record(branch, by=both, partner_ids=(other.pk,), marks=marks)

    assert credited(meeting) == {branch.pk, other.pk}
    assert meeting.attendances.count() == 2
    assert meeting.partners.get().answered_by == both
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("kinds", "stranger", "reason"),
    [
        ((MeetingKind.GENERAL,), False, "支部党员大会由各支部自己召开"),
        ((MeetingKind.THEME_DAY, MeetingKind.APPRAISAL), False, "民主评议党员由各支部自己召开"),
        ((MeetingKind.THEME_DAY,), True, "同一大队"),
    ],
)
def test_what_cannot_be_joint_is_refused_at_the_partners(kinds, stranger, reason):
    (branch, _), (other, guests) = neighbours(2, 1)
    if stranger:
        other = BranchFactory(unit=UnitFactory(parent=UnitFactory()))
    record_ = a_record(branch, kinds=kinds, partner_ids=(other.pk,))
    marks = {**record_.marks, guests[0].pk: PRESENT}

    with pytest.raises(MeetingRefused, match=reason) as refused:
        record(branch, kinds=kinds, partner_ids=(other.pk,), marks=marks)

    assert "partners" in [problem.field for problem in refused.value.problems]
    assert not Meeting.objects.exists()


def test_handing_in_anew_keeps_the_answer_and_follows_the_names():
    meeting, other, people, guests = joint()
    author = meeting.recorded_by
    partners.confirm(partner=meeting.partners.get(), by=UserFactory(), now=NOW)
    withdraw(meeting=meeting, by=author, now=NOW)
    again = a_record(
        meeting.branch,
        partner_ids=(other.pk,),
        marks=dict.fromkeys((each.pk for each in (*people, *guests)), PRESENT),
    )

    hand_in(meeting=meeting, record=again, version=1, by=author, now=NOW)
    assert meeting.partners.get().state == PartnerState.CONFIRMED
    assert meeting.partners.get().present == 2
    assert credited(meeting) == {meeting.branch_id, other.pk}

    withdraw(meeting=meeting, by=author, now=NOW)
    alone = replace(again, partner_ids=())
    hand_in(meeting=meeting, record=alone, version=2, by=author, now=NOW)
    assert not meeting.partners.exists()
    assert credited(meeting) == {meeting.branch_id}
    assert meeting.attendances.count() == 3


def test_a_branch_that_said_no_is_asked_anew_when_it_is_named_anew():
    meeting, other, people, guests = joint()
    partners.decline(partner=meeting.partners.get(), by=UserFactory(), now=NOW)
    withdraw(meeting=meeting, by=meeting.recorded_by, now=NOW)
    again = a_record(
        meeting.branch,
        partner_ids=(other.pk,),
        marks=dict.fromkeys((each.pk for each in (*people, *guests)), PRESENT),
    )

    hand_in(meeting=meeting, record=again, version=1, by=meeting.recorded_by, now=NOW)

    assert meeting.partners.get().state == PartnerState.WAITING


def test_the_own_committee_corrects_and_the_counts_of_each_follow():
    meeting, other, _, guests = joint()
    secretary = user_with(Role.SECRETARY, branch=other)
    partners.confirm(partner=meeting.partners.get(), by=secretary, now=NOW)
    meeting.refresh_from_db()
    accept(meeting=meeting, by=UserFactory(), now=NOW)
    theirs = Attendance.objects.get(member=guests[1])
    author = meeting.recorded_by

    assert theirs in Attendance.objects.visible_to(secretary).correctable_by(secretary)
    assert theirs not in Attendance.objects.visible_to(author).correctable_by(author)
    correct_attendance(
        attendance=theirs, presence=Presence.PRESENT, reason="核对", by=secretary, now=NOW
    )

    meeting.refresh_from_db()
    assert meeting.partners.get().present == 2
    assert meeting.present == 3


def test_the_page_offers_the_branches_of_the_brigade_and_calls_both_rolls(place):
    other = BranchFactory(unit=UnitFactory(parent=place.brigade), name="二站党支部")
    guest = member_of(other, name="邻站队员")
    elsewhere = BranchFactory(unit=UnitFactory(parent=UnitFactory()))
    page = place.as_("secretary").get(address(place, kind="theme_day")).context["page"]
    assert page.neighbours == [other]
    url = reverse("meetings:roll", args=[page.desk.token], query={"branch": place.branch.code})

    fields = typed(place, partners=[other.pk, elsewhere.pk])
    page = place.as_("secretary").post(url, fields).context["page"]

    assert [(name, len(chips)) for name, chips in page.rolls] == [
        (place.branch.name, 3),
        ("二站党支部", 1),
    ]
    assert guest.name in [chip.name for chip in page.chips]


def test_the_other_branch_sees_it_answers_with_one_button_and_the_draft_is_whole(place):
    other = BranchFactory(unit=UnitFactory(parent=place.brigade))
    guest = member_of(other)
    theirs = user_with(Role.SECRETARY, branch=other)
    fields = typed(place, partners=[other.pk], **{f"m{guest.pk}": "sick"})
    place.as_("secretary").post(address(place), fields)
    meeting = Meeting.objects.get()
    place.users["theirs"] = theirs

    listed = place.as_("theirs").get(reverse("meetings:list")).content.decode()
    url = reverse("meetings:confirm_partner", args=[meeting.partners.get().pk])
    assert url in listed
    assert url in place.as_("theirs").get("/").content.decode()
    assert url not in place.as_("secretary").get(reverse("meetings:list")).content.decode()
    answer = place.as_("theirs").post(url, follow=True)
    assert "已确认" in answer.content.decode()
    page = place.as_("theirs").get(meeting.get_absolute_url()).content.decode()
    assert place.branch.name in page
    shown = place.as_("theirs").get(reverse("meetings:list", query={"branch": other.code}))
    assert meeting in shown.context["page"].object_list

    place.as_("secretary").post(reverse("meetings:withdraw", args=[meeting.pk]))
    meeting.refresh_from_db()
    url = f"{reverse('meetings:draft', args=[meeting.edit_token])}?meeting={meeting.pk}"
    page = place.as_("secretary").get(url).context["page"]
    assert page.fields["partners"] == [str(other.pk)]
    assert page.fields[f"m{guest.pk}"] == ["sick"]


def test_a_branch_that_said_no_no_longer_sees_the_record():
    meeting, other, *_ = joint()
    theirs = user_with(Role.SECRETARY, branch=other)
    assert meeting in Meeting.objects.visible_to(theirs)

    partners.decline(partner=meeting.partners.get(), by=theirs, now=NOW)

    assert meeting not in Meeting.objects.visible_to(theirs)


def test_a_lecturer_of_the_other_branch_belongs_there():
    (branch, people), (other, guests) = neighbours(1, 1)
    marks = {people[0].pk: PRESENT, guests[0].pk: PRESENT}

    meeting = record(
        branch,
        kinds=(MeetingKind.LECTURE,),
        talks=(Talk(guests[0].pk),),
        partner_ids=(other.pk,),
        marks=marks,
    )

    assert meeting.lectures.get().branch == other


def test_nothing_waits_where_the_record_is_being_changed():
    meeting, other, *_ = joint()
    theirs = user_with(Role.SECRETARY, branch=other)
    assert Partner.objects.answerable_by(theirs).count() == 1

    withdraw(meeting=meeting, by=meeting.recorded_by, now=timezone.now())

    assert not Partner.objects.answerable_by(theirs).exists()
    assert not Partner.objects.answerable_by(user_with(Role.SECRETARY, branch=a_branch()[0]))
