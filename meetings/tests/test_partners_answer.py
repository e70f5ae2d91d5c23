"""Where a branch answers for itself, and what the author reads of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from branches.choices import Role
from meetings.choices import PartnerState, Presence, ReviewAction
from meetings.tests.test_partners import joint
from notices.models import Notice
from tests.factories import user_with

pytestmark = pytest.mark.django_db


def test_who_may_answer_does_so_on_the_page_of_the_meeting_and_sees_who_was_there(place):
    meeting, other, _people, guests = joint()
    place.users |= {
        "theirs": user_with(Role.SECRETARY, branch=other),
        "ours": user_with(Role.SECRETARY, branch=meeting.branch),
    }
    url = reverse("meetings:confirm_partner", args=[meeting.partners.get().pk])

    page = place.as_("theirs").get(meeting.get_absolute_url()).content.decode()

    assert url in page
    assert "待本支部确认" in page
    assert f"到会：{guests[0].name}<" in page
    assert f"没来：{guests[1].name}（{Presence.ON_WATCH.label}）<" in page
    own = place.as_("ours").get(meeting.get_absolute_url()).content.decode()
    assert url not in own
    assert "待对方确认" in own

    answer = place.as_("theirs").post(url, {"meeting": "1"})

    assert answer.url == meeting.get_absolute_url()
    assert url not in place.as_("theirs").get(meeting.get_absolute_url()).content.decode()


def test_who_has_recorded_it_besides_says_so_and_the_author_reads_it(place):
    meeting, other, *_ = joint()
    place.users["theirs"] = user_with(Role.SECRETARY, branch=other)
    url = reverse("meetings:decline_partner", args=[meeting.partners.get().pk])

    said = place.as_("theirs").post(url, {"meeting": "1", "recorded": "1"}, follow=True)

    assert said.request["PATH_INFO"] == reverse("meetings:list")
    assert f"已答复已另行记录，“{meeting.title}”不计入{other}" in said.content.decode()
    assert Notice.objects.get(recipient=meeting.recorded_by).subject.startswith(
        f"{other}已另行记录："
    )
    assert meeting.reviews.get(action=ReviewAction.STAY_OUT).remark == f"{other.name}：已另行记录"
    assert meeting.partners.get().state == PartnerState.DECLINED
