"""What is written outlives an ended session, a dead network and a second author."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.urls("tests.browser.urls")

FORM = "/styleguide/meeting/"
SAVED_AT = "2026-09-18T19:02:11+08:00"


class Server:
    """Answers autosaves as the protocol in static/js/autosave.js says, and notes what came."""

    def __init__(self) -> None:
        self.answer: Callable[[Route], None] = self.saves
        self.received: list[dict[str, list[str]]] = []

    def __call__(self, route: Route) -> None:
        self.received.append(parse_qs(route.request.post_data or ""))
        self.answer(route)

    def saves(self, route: Route) -> None:
        version = 8 + len(self.received)
        self._json(route, 200, version=version, saved_at=SAVED_AT)

    def has_ended_the_session(self, route: Route) -> None:
        self._json(route, 401, reason="登录已过期")

    def is_down(self, route: Route) -> None:
        route.abort()

    def refuses(self, route: Route) -> None:
        self._json(route, 422, message="主题太长")

    def was_faster(self, route: Route) -> None:
        self.answer = self.saves
        theirs = {**self.received[-1], "topic": "他人的主题", "place": "二楼"}
        self._json(route, 409, version=20, by="李强", saved_at=SAVED_AT, values=theirs)

    def _json(self, route: Route, status: int, **body: object) -> None:
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))


@pytest.fixture
def writing(open_page):
    """A form that is being filled in, the server behind it, and what the status line says."""
    page: Page = open_page(FORM)
    server = Server()
    page.route("**/autosave/", server)
    return SimpleNamespace(page=page, server=server, status=page.locator("[data-autosave-status]"))


def copies(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).length")


def test_it_saves_what_was_written_and_says_when(writing):
    writing.page.fill("#id_topic", "新主题")
    expect(writing.status).to_have_text("已保存 19:02")
    assert writing.server.received[-1]["topic"] == ["新主题"]
    assert writing.server.received[-1]["version"] == ["7"]
    assert writing.page.input_value("[name=version]") == "9"
    assert copies(writing.page) == 0


def test_an_ended_session_keeps_the_text_and_a_new_one_saves_it(writing):
    writing.server.answer = writing.server.has_ended_the_session
    writing.page.fill("#id_topic", "断开时写的")
    expect(writing.status).to_contain_text("登录已失效，内容已留在这台设备上")
    expect(writing.status.get_by_role("link")).to_have_attribute("target", "_blank")
    assert copies(writing.page) == 1

    writing.server.answer = writing.server.saves
    writing.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(writing.status).to_have_text("已保存 19:02")
    assert writing.server.received[-1]["topic"] == ["断开时写的"]
    assert copies(writing.page) == 0


def test_nothing_can_be_handed_in_while_the_session_is_gone(writing):
    writing.server.answer = writing.server.has_ended_the_session
    writing.page.fill("#id_topic", "断开时写的")
    expect(writing.status).to_contain_text("登录已失效")
    writing.page.get_by_role("button", name="上报").click()
    assert writing.page.input_value("#id_topic") == "断开时写的"


def test_a_closed_window_loses_nothing(writing):
    writing.server.answer = writing.server.is_down
    writing.page.fill("#id_topic", "断网时写的")
    writing.page.get_by_label("周志强的出席情况").select_option("absent")
    writing.page.locator("[value=committee_meeting]").check()
    expect(writing.status).to_contain_text("网络不通")

    writing.page.reload()
    expect(writing.page.locator("#id_topic")).to_have_value("学习新修订的纪律处分条例")
    writing.server.answer = writing.server.saves
    writing.page.get_by_role("button", name="恢复这份内容").click()
    expect(writing.page.locator("#id_topic")).to_have_value("断网时写的")
    expect(writing.page.locator("[value=committee_meeting]")).to_be_checked()
    expect(writing.page.locator("[data-count=present]")).to_have_text("10")
    expect(writing.status).to_have_text("已保存 19:02")


def test_a_copy_can_be_thrown_away(writing):
    writing.server.answer = writing.server.is_down
    writing.page.fill("#id_topic", "不要了")
    expect(writing.status).to_contain_text("网络不通")
    writing.page.reload()
    writing.page.get_by_role("button", name="丢弃").click()
    assert copies(writing.page) == 0


def test_a_refusal_says_its_reason(writing):
    writing.server.answer = writing.server.refuses
    writing.page.fill("#id_topic", "很长")
    expect(writing.status).to_have_text("主题太长")


def test_nothing_is_sent_behind_the_form_that_is_handed_in(writing):
    """It would arrive after the record and be refused."""
    page = writing.page
    page.evaluate(
        "document.querySelector('form.form').addEventListener('submit', (e) => e.preventDefault())"
    )
    page.fill("#id_topic", "刚写完就上报")
    page.get_by_role("button", name="上报").click()
    page.evaluate("""() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    page.wait_for_timeout(2000)  # longer than the pause before an autosave
    assert (writing.server.received, copies(page)) == ([], 1)

    page.fill("#id_topic", "没有离开，接着写")
    expect(writing.status).to_have_text("已保存 19:02")


def test_two_authors_see_both_versions_and_choose(writing):
    writing.server.answer = writing.server.was_faster
    writing.page.fill("#id_topic", "我的主题")
    dialog = writing.page.get_by_role("dialog")
    expect(dialog).to_contain_text("他人的主题")
    # only they changed the place: theirs is chosen beforehand; both changed the topic: mine is
    expect(dialog.locator("input[name=place][value=theirs]")).to_be_checked()
    expect(dialog.locator("input[name=topic][value=mine]")).to_be_checked()

    dialog.get_by_role("button", name="按所选保存").click()
    expect(writing.status).to_have_text("已保存 19:02")
    last = writing.server.received[-1]
    assert (last["topic"], last["place"], last["version"]) == (["我的主题"], ["二楼"], ["20"])


def test_putting_the_choice_off_overwrites_nobody(writing):
    writing.server.answer = writing.server.was_faster
    writing.page.fill("#id_topic", "我的主题")
    writing.page.get_by_role("dialog").get_by_role("button", name="先不处理").click()
    expect(writing.status).to_contain_text("李强在 19:02 也改了这份内容")
    writing.page.fill("#id_topic", "我又改了")
    writing.page.wait_for_timeout(2000)  # longer than the pause before an autosave
    assert len(writing.server.received) == 1
    assert copies(writing.page) == 1
