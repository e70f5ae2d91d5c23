"""Without a mouse: what only a browser decides about focus."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from branches.choices import Role, UnitKind
from members.imports import jobs
from members.reach import Reach
from members.services.imports import upload_roster
from members.tests.books import book, id_number
from members.tests.imports.planning import HEADERS, row
from tests.factories import UnitFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db(transaction=True)


def focused(page: Page, what: str) -> str:
    return page.evaluate(f"document.activeElement?.{what} ?? ''")


def test_the_first_stop_skips_the_frame_and_menus_give_the_focus_back(open_page):
    page = open_page("/notices/", user=UserFactory())

    page.keyboard.press("Tab")
    assert focused(page, "innerText") == "跳到正文"
    page.keyboard.press("Enter")
    assert focused(page, "id") == "content"

    menu = page.locator("summary[aria-label$='我的菜单']")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page, "innerText") == "使用手册"
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    assert page.faults == []


def test_dialogs_keep_the_focus_and_give_it_back(open_page):
    administrator, other = user_with(Role.ADMINISTRATOR), UserFactory()
    page = open_page(f"/accounts/people/{other.pk}/", user=administrator)
    opener = page.get_by_role("button", name="重置密码").first

    opener.focus()
    page.keyboard.press("Enter")
    inside = "closest('dialog') !== null"
    assert focused(page, inside) is True
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body") or focused(page, inside)
    page.keyboard.press("Escape")

    expect(opener).to_be_focused()
    assert page.faults == []


def test_after_a_cell_was_set_right_one_goes_on_in_the_sheet(open_page):
    unit = UnitFactory(name="滨江站", kind=UnitKind.DETACHMENT)
    office = user_with(Role.POLITICAL_OFFICE, unit=unit)
    rows = [row(身份证号="1", 工号=f"F{n}", 姓名=f"赵一{name}") for n, name in enumerate("鸣明")]
    found = upload_roster(
        data=book([HEADERS, *rows]),
        file_name="名册.xlsx",
        reach=Reach(unit),
        since=date(2026, 1, 1),
        user=office,
    )
    jobs.work_on(pk=found.pk)
    page = open_page(found.get_absolute_url(), user=office)

    page.locator(".sheet__fix summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(id_number())
    page.keyboard.press("Enter")

    page.wait_for_url("**#sheet")
    expect(page.locator(".sheet__fix summary")).to_have_count(1)
    page.keyboard.press("Tab")
    assert focused(page, "closest('#sheet') !== null") is True
    assert page.faults == []
