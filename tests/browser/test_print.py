"""On paper: the matter alone, and what a list was narrowed to."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from branches.choices import Role
from members.choices import Stage
from tests.factories import BranchFactory, MeetingFactory, MembershipFactory, UnitFactory, user_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    return user_with(Role.POLITICAL_OFFICE, unit=UnitFactory(name="江城支队"))


@pytest.fixture
def member(office):
    station = UnitFactory(name="滨江站", parent=office.appointments.get().unit)
    branch = BranchFactory(name="滨江站党支部", unit=station)
    return MembershipFactory(branch=branch, member__unit=station).member


def printed(open_page, address, user):
    page = open_page(address, user=user)
    page.emulate_media(media="print")
    for gone in (".rail", ".top", ".btn", ".btn-link", ".ask", "input", ".foot"):
        assert [each for each in page.locator(gone).all() if each.is_visible()] == [], gone
    return page


def test_a_list_without_what_is_pressed_and_with_what_it_was_narrowed_to(open_page, office, member):
    assert member.stage == Stage.FULL
    page = printed(open_page, "/members/?stage=full", office)

    expect(page.get_by_role("cell", name=member.name)).to_be_visible()
    expect(page.get_by_text("政治面貌：正式党员")).to_be_visible()
    expect(page.get_by_text("共 1 条")).to_be_visible()


@pytest.mark.parametrize("address", ["/members/{}/", "/points/members/{}/", "/units/"])
def test_other_pages_hold_their_matter_alone(open_page, office, member, address):
    page = printed(open_page, address.format(member.pk), office)

    expect(page.locator("h1")).to_be_visible()


def test_a_chart_is_its_table_on_paper(open_page, office, member):
    page = printed(open_page, "/standing/", office)

    expect(page.locator(".chart table")).to_be_visible()
    expect(page.locator(".chart__canvas")).to_be_hidden()


def test_an_official_sheet_has_its_button_on_the_screen_only(open_page, office, member):
    meeting = MeetingFactory(branch=member.memberships.get().branch)
    page = open_page(reverse("meetings:minutes", args=[meeting.pk]), user=office)
    button = page.get_by_role("button", name="打印")
    page.evaluate("window.print = () => (document.title = '打印了')")

    button.click()
    expect(page).to_have_title("打印了")
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
