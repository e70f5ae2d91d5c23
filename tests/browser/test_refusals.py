"""What is refused is in sight again, with what was typed and the focus where it is wrong."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.access import inspections
from tests.access.surveys import draft
from tests.access.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dialog_that_was_refused_is_open_again(open_page):
    world = World()
    page = open_page(reverse("surveys:survey", args=[draft(world).pk]), user=world.user("office"))
    dialog = page.locator("dialog#send")
    page.get_by_role("button", name="发出").click()
    dialog.get_by_label("截止日期").fill("2020-01-01")
    dialog.get_by_role("button", name="发出").click()

    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("请选择今天或以后的截止日期。")
    expect(dialog.get_by_label("截止日期")).to_have_value("2020-01-01")


def test_an_answer_that_was_refused_is_kept_and_has_the_focus(open_page):
    world = World()
    address = reverse("meetings:inspected_branch", kwargs=inspections.branch(world))
    page = open_page(address, user=world.user("secretary"))
    page.get_by_label("整改情况").fill("已补拍照片。")
    page.get_by_label("完成日期").fill("2020-01-01")
    page.get_by_role("button", name="答复").click()

    expect(page.get_by_label("整改情况")).to_have_value("已补拍照片。")
    expect(page.get_by_label("完成日期")).to_be_focused()


def test_the_tab_one_is_at_is_in_sight_on_a_phone(open_page):
    world = World()
    address = reverse("meetings:inspections")
    page = open_page(address, user=world.user("office"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()

    expect(page.locator(".tabs a", has_text="记录调阅")).to_be_in_viewport(ratio=0.9)
