"""The inbox by hand: the count in the frame follows what is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from notices import outbox
from notices.choices import NoticeKind
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import UserFactory


@pytest.fixture
def reader(transactional_db):
    person = UserFactory()
    for number in range(3):
        outbox.post(
            recipients=[person.pk],
            key=f"matter-{number}",
            kind=NoticeKind.REVIEW,
            subject=f"第{number}份记录已退回",
            body="请补充议程。",
            path="/accounts/me/",
        )
    return person


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_opening_a_notice_reads_it_and_leads_to_its_page(open_page, reader, width):
    page = open_page("/notices/", width=width, user=reader)
    expect(page.locator(".unread")).to_have_text("3")
    page.get_by_role("link", name="第1份记录已退回").click()

    page.wait_for_url("**/accounts/me/")
    expect(page.locator(".unread")).to_have_text("2")
    assert page.faults == []


def test_ticked_ones_and_then_all_are_read(open_page, reader):
    page = open_page("/notices/?unread=1", user=reader)
    page.get_by_label("选择 第0份记录已退回").check()
    page.get_by_role("button", name="标为已读", exact=True).click()
    expect(page.get_by_role("link", name="第0份记录已退回")).to_have_count(0)
    expect(page.locator(".unread")).to_have_text("2")
    assert page.url.endswith("?unread=1")

    page.get_by_role("button", name="全部标为已读").click()
    expect(page.locator(".unread")).to_have_count(0)
    expect(page.get_by_text("没有符合条件的通知")).to_be_visible()
    assert page.faults == []


def test_the_wish_for_mail_is_kept(open_page, reader):
    page = open_page("/notices/mail/", user=reader)
    page.get_by_label("只发紧急的").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("邮件：只发紧急的。")).to_be_visible()

    page.goto(page.url + "mail/")
    expect(page.get_by_label("只发紧急的")).to_be_checked()
