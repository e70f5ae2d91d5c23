"""What is typed into a long text outlives a call-out, and nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import InspectionFinding
from tests.access import inspections
from tests.access.world import World

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('hongmen:kept:')).length"


@pytest.fixture
def writing(open_page):
    """The secretary's page with one finding to answer."""
    world = World()
    address = reverse("meetings:inspected_branch", kwargs=inspections.branch(world))
    page = open_page(address, user=world.user("secretary"))
    page.get_by_label("整改情况").fill("已补拍照片，")
    expect(page.locator("[data-kept]")).to_have_text("已存在本机")
    return page


def test_what_was_typed_is_there_again_and_can_be_thrown_away(writing):
    writing.reload()

    expect(writing.get_by_label("整改情况")).to_have_value("已补拍照片，")
    writing.get_by_role("button", name="不要了").click()
    expect(writing.get_by_label("整改情况")).to_have_value("")
    assert writing.evaluate(KEPT) == 0


def test_what_was_refused_stays_and_what_was_taken_goes(writing):
    writing.get_by_label("完成日期").fill("2020-01-01")
    writing.get_by_role("button", name="答复").click()
    expect(writing.get_by_label("完成日期")).to_be_focused()
    assert writing.evaluate(KEPT) == 1

    writing.reload()  # sends the same again
    expect(writing.get_by_label("整改情况")).to_have_value("已补拍照片，")
    day = writing.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    writing.get_by_label("完成日期").fill(day)
    writing.get_by_role("button", name="答复").click()
    expect(writing.get_by_text("已答复 1 条")).to_be_visible()

    assert writing.evaluate(KEPT) == 0
    assert InspectionFinding.objects.get().answer == "已补拍照片，"


def test_nothing_is_left_after_logging_out(writing):
    writing.evaluate("document.querySelector('[data-logout]').requestSubmit()")
    writing.wait_for_url("**/login/**")

    assert writing.evaluate(KEPT) == 0


def test_nothing_is_left_for_who_comes_next(writing):
    writing.evaluate("localStorage.setItem('hongmen:kept:0:duty-1', '{}')")
    writing.goto(writing.url)

    assert writing.evaluate("localStorage.getItem('hongmen:kept:0:duty-1')") is None
    assert writing.evaluate(KEPT) == 1
