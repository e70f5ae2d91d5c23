"""A month's gathering that a neighbour has recorded is not recorded again by accident."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.choices import MeetingKind, MeetingState, PartnerState
from meetings.models import Credit, Draft, Meeting, Partner
from meetings.tests.typed import YESTERDAY, address, typed
from tests.factories import BranchFactory, MeetingFactory, ThemeFactory, UnitFactory

pytestmark = pytest.mark.django_db


def invited(place, kind=MeetingKind.THEME_DAY, day=None):
    """A neighbour's theme day of this month that waits for the word of the branch."""
    theirs = MeetingFactory(
        branch=BranchFactory(unit=UnitFactory(parent=place.branch.unit)),
        title="联合演练",
        held_on=day or YESTERDAY,
        state=MeetingState.HANDED_IN,
    )
    Credit.objects.filter(meeting=theirs).delete()
    Credit.objects.create(meeting=theirs, branch=theirs.branch, kind=kind)
    return Partner.objects.create(meeting=theirs, branch=place.branch)


def test_adopting_is_asked_about_while_a_joint_theme_day_of_the_month_waits(place):
    invited(place)
    theme = ThemeFactory(unit=place.branch.unit, month=f"{YESTERDAY:%Y-%m}")
    adopt, client = reverse("meetings:adopt_theme", args=[theme.pk]), place.as_("secretary")

    page = client.post(adopt, follow=True)

    assert f"还没有采纳。{YESTERDAY.month}月已有联合主题党日待确认" in page.content.decode()
    assert "另外采纳" in page.content.decode()
    assert not Draft.objects.exists()

    client.post(adopt, {"besides": "1"})

    assert Draft.objects.get().theme == theme


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (MeetingKind.LECTURE, PartnerState.WAITING),
        (MeetingKind.THEME_DAY, PartnerState.DECLINED),
    ],
    ids=["another kind", "was not there"],
)
def test_what_is_no_second_theme_day_is_adopted_at_once(place, kind, state):
    partner = invited(place, kind)
    Partner.objects.filter(pk=partner.pk).update(state=state)
    theme = ThemeFactory(unit=place.branch.unit, month=f"{YESTERDAY:%Y-%m}")

    place.as_("secretary").post(reverse("meetings:adopt_theme", args=[theme.pk]))

    assert Draft.objects.exists()


def test_the_month_is_not_recorded_twice_by_accident(place):
    invited(place)
    client, url = place.as_("secretary"), address(place)

    page = client.post(url, typed(place)).content.decode()

    assert "确实另外开展了一次的，请勾选后再上报" in page
    assert "去确认" in page
    assert not Meeting.objects.filter(branch=place.branch).exists()

    client.post(url, typed(place, besides="1"))

    assert Meeting.objects.filter(branch=place.branch).count() == 1


def test_the_form_warns_only_of_the_same_month(place):
    invited(place, day=YESTERDAY - timedelta(days=40))

    page = place.as_("secretary").get(address(place, kind="theme_day", day=f"{YESTERDAY}"))

    assert "待确认" not in page.content.decode()


def own_one(place, **details):
    """The branch's own theme day of the month."""
    blameless = {"branch": place.branch, "title": "自己的主题党日", "held_on": YESTERDAY}
    return MeetingFactory(**blameless | {"kinds": [MeetingKind.THEME_DAY]} | details)


@pytest.mark.parametrize("home", [{}, {"home": "1"}], ids=["list", "home"])
def test_confirming_is_asked_about_where_the_own_one_of_the_month_stands(place, home):
    partner = invited(place)
    own_one(place)
    url, client = reverse("meetings:confirm_partner", args=[partner.pk]), place.as_("secretary")

    page = client.post(url, home, follow=True).content.decode()

    assert f"还没有确认。{YESTERDAY.month}月已记录主题党日：" in page
    assert "“自己的主题党日”。确认后这个月会算两次。" in page
    assert ">另外确认</button>" in page
    partner.refresh_from_db()
    assert partner.state == PartnerState.WAITING

    client.post(url, home | {"besides": "1"})

    partner.refresh_from_db()
    assert partner.state == PartnerState.CONFIRMED


@pytest.mark.parametrize(
    "details",
    [
        {"kinds": [MeetingKind.LECTURE]},
        {"held_on": YESTERDAY - timedelta(days=40)},
        {"state": MeetingState.CANCELLED, "cancel_reason": "增援抗洪"},
    ],
    ids=["another kind", "another month", "not held"],
)
def test_what_does_not_count_twice_is_confirmed_at_once(place, details):
    partner = invited(place)
    own_one(place, **details)

    place.as_("secretary").post(reverse("meetings:confirm_partner", args=[partner.pk]))

    partner.refresh_from_db()
    assert partner.state == PartnerState.CONFIRMED


def test_confirming_a_second_time_asks_nothing(place):
    partner = invited(place)
    client, url = place.as_("secretary"), reverse("meetings:confirm_partner", args=[partner.pk])
    client.post(url)
    own_one(place)

    assert "还没有确认" not in client.post(url, follow=True).content.decode()
