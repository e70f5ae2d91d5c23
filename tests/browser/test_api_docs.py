"""The description of the API read by Swagger UI under our policy, and secrets that are copied."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from branches.choices import Role
from branches.services.provisions import load_provisions
from meetings.services.feeds import open_feed
from tests.browser.conftest import PHONE
from tests.factories import BranchFactory, user_with


@pytest.fixture
def secretary(transactional_db):
    load_provisions()
    return user_with(Role.SECRETARY, branch=BranchFactory(code="DZB-001"))


def test_the_description_is_read_and_tried_with_the_session_of_the_page(open_page, secretary):
    page = open_page("/api/docs/", user=secretary)
    page.locator("[data-tag='党组织'] button").click()
    page.locator("#operations-党组织-branches_list .opblock-summary-control").click()
    page.locator(".try-out__btn").click()
    page.locator("button.execute").click()

    expect(page.locator(".live-responses-table .highlight-code").first).to_contain_text("DZB-001")
    assert page.faults == []


def test_the_description_fits_a_phone(open_page, secretary):
    page = open_page("/api/docs/", width=PHONE, user=secretary)

    expect(page.locator("[data-tag='会议']")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert page.faults == []


def test_a_link_is_copied(open_page, secretary):
    feed = open_feed(owner=secretary)
    page = open_page("/meetings/calendar/links/", user=secretary)
    page.get_by_role("button", name="复制").click()

    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert feed.secret in page.get_by_label("订阅链接").input_value()
    assert page.faults == []
