"""What the page of a record says by itself: what it lacks, what waits, what is offered."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from meetings.models import Draft, Meeting
from meetings.tests.typed import YESTERDAY, address, hand_in, save, typed
from tests.factories import MeetingFactory, ThemeFactory

pytestmark = pytest.mark.django_db
UNWATCHED = "项决定没有填全责任人和时限，不列入督办。"


@pytest.fixture
def theme(place):
    return ThemeFactory(
        unit=place.brigade,
        month=f"{YESTERDAY:%Y-%m}",
        title="关注消防，生命至上",
        agenda="领学通报\n谈体会",
    )


def opened(place, token=None, **query):
    return place.as_("secretary").get(address(place, token, **query)).context["page"]


def blank(place):
    """A form without a kind, for the month of the theme."""
    return opened(place, day=YESTERDAY.isoformat(), kind="committee_meeting")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"i2-d1-owner": ""}, f"1 {UNWATCHED}"),
        ({"i2-d1-due": "", "i2-d2-text": "每月检查"}, f"2 {UNWATCHED}"),
    ],
)
def test_decisions_that_nobody_will_be_reminded_of_are_named_after_handing_in(place, changed, said):
    page = place.as_("secretary").post(address(place), typed(place, **changed), follow=True)

    assert Meeting.objects.exists()
    assert [str(each) for each in page.context["messages"]] == [f"已上报，等待审核。{said}"]


def test_the_form_says_so_at_the_decision(place):
    hidden = "data-unwatched hidden>"
    page = hand_in(place, title="", **{"i2-d1-due": ""}).content.decode()

    assert page.count("data-unwatched>") == 1
    assert hidden in page  # of the spare rows
    assert "data-unwatched>" not in hand_in(place, title="").content.decode()


def test_an_unfinished_record_is_named_on_a_blank_form(place):
    token = uuid4()
    assert opened(place).desk.unfinished == []
    save(place, token, title="写了一半")
    draft = Draft.objects.get()

    html = place.as_("secretary").get(address(place)).content.decode()

    assert "有一份没写完的：写了一半" in html
    assert draft.get_absolute_url() in html
    assert opened(place, token).desk.unfinished == []  # not of itself


def test_another_branch_is_told_nothing_of_it(place):
    save(place, uuid4(), title="写了一半")
    theirs = place.users["stranger"].appointments.get().branch

    url = f"{reverse('meetings:draft', args=[uuid4()])}?branch={theirs.code}"

    assert place.as_("stranger").get(url).context["page"].desk.unfinished == []


def test_the_months_theme_is_offered_and_one_touch_takes_it(place, theme):
    assert blank(place).offered == theme
    fields = typed(place, action="theme", title="11月主题党日", summary="", **{"i0-s0-text": ""})
    fields |= {"i0-s0-who": "", "i2-d1-text": "", "i2-d1-owner": "", "i2-d1-due": ""}

    page = place.as_("secretary").post(address(place), fields).context["page"]

    assert (page.theme, page.offered) == (theme, None)
    assert page.value["title"] == "关注消防，生命至上"
    assert [item.title for item in page.items] == ["领学通报", "谈体会", ""]
    assert not Meeting.objects.exists()


def test_taking_it_leaves_an_agenda_that_somebody_has_written(place, theme):
    page = place.as_("secretary").post(address(place), typed(place, action="theme")).context["page"]

    assert page.theme == theme
    assert [item.title for item in page.items] == ["领学规定", "", "研究装备", ""]


@pytest.mark.parametrize("where", ["draft", "record", "another month", "another unit"])
def test_what_is_taken_up_or_meant_for_others_is_not_offered(place, theme, where):
    if where == "draft":
        place.as_("secretary").post(reverse("meetings:adopt_theme", args=[theme.pk]))
    elif where == "record":
        MeetingFactory(branch=place.branch, theme=theme, held_on=YESTERDAY)
    elif where == "another month":
        type(theme).objects.update(month="2020-01")
    else:
        type(theme).objects.update(unit=place.users["stranger"].appointments.get().branch.unit)

    assert blank(place).offered is None
