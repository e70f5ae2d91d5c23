"""Every component in a real browser: the strict policy holds, nothing overflows, keys work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from config.styleguide.views import PAGES
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.urls("tests.browser.urls")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_policy_and_its_width(open_page, name, width):
    page = open_page(f"/styleguide/{name}/", width=width)
    assert page.faults == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_charts_are_drawn_and_have_their_table(open_page):
    page = open_page("/styleguide/charts/")
    assert page.locator("[data-chart] canvas").count() == 3
    page.locator("summary", has_text="看表格").first.click()
    expect(page.get_by_role("cell", name="91.2%")).to_be_visible()
    page.locator("[data-chart=trend]").hover()
    assert page.faults == []


def test_a_bar_opens_its_records(open_page):
    page = open_page("/styleguide/charts/")
    page.locator("[data-chart=states]").scroll_into_view_if_needed()
    box = page.locator("[data-chart=states] canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.7)
    page.wait_for_url(re.compile(r"\?brigade=1$"))


def test_slash_goes_to_the_search_and_escape_closes_a_menu(open_page):
    page = open_page("/styleguide/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.locator(".post > summary").click()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".post .menu__item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".post .menu__item").first).to_be_hidden()
    expect(page.locator(".post > summary")).to_be_focused()


def test_a_figure_says_what_it_means_to_keyboard_and_finger(open_page):
    page = open_page("/styleguide/")
    link = page.get_by_role("link", name=re.compile("逾期未录入"))
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#tip-late")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tip-late")).to_be_hidden()
    assert link.get_attribute("aria-describedby") == "tip-late"


def test_the_error_summary_has_the_focus_and_leads_to_the_field(open_page):
    page = open_page("/styleguide/forms/")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="主题：还没有填").click()
    expect(page.locator("#id_topic").first).to_be_focused()


def test_a_question_names_the_thing_and_no_means_no(open_page):
    page = open_page("/styleguide/")
    page.get_by_role("button", name="退回", exact=True).click()
    dialog = page.get_by_role("dialog", name="把 3 条记录退回特勤站党支部？")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    assert page.url.endswith("/styleguide/")


def test_a_double_click_sends_once(open_page):
    page = open_page("/styleguide/plain/")
    sent = []
    page.route("**/styleguide/plain/", lambda route: sent.append(route.request.method))
    page.get_by_role("button", name="登录").dblclick()
    page.wait_for_timeout(200)
    assert sent == ["POST"]


def test_touching_a_name_changes_the_counts(open_page):
    page = open_page("/styleguide/meeting/", width=PHONE)
    due = page.locator("[data-count=due]")
    assert due.inner_text() == "12"
    page.get_by_label("周志强的出席情况").select_option("sick")
    expect(due).to_have_text("11")
    expect(page.locator("[data-count=rate]")).to_have_text("90.9%（10/11）")


def test_ticked_rows_can_be_acted_on_together(open_page):
    page = open_page("/styleguide/lists/")
    expect(page.locator(".selection")).to_be_hidden()
    page.get_by_label("选择本页全部").check()
    expect(page.locator(".selection")).to_contain_text("已选 5 项")
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator(".selection")).to_be_hidden()
