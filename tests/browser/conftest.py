"""A real Chromium that notes whatever a strict content policy or a closed network would stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import User

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = 1440, 360
REST, REST_AT_MOST, STEP = 0.2, 10.0, 0.02  # seconds


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server_rests(live_server) -> Iterator[Callable[[], None]]:
    """Wait until the live server answers nobody: what a page sends when it is left (an autosave)
    would still be at work in the database that is emptied after the test."""
    begun: list[int] = []
    ended: list[int] = []

    def begin(**_: Any) -> None:
        begun.append(1)

    def end(**_: Any) -> None:
        ended.append(1)

    def wait() -> None:
        until, rested = time.monotonic() + REST_AT_MOST, 0.0
        while rested < REST and time.monotonic() < until:
            time.sleep(STEP)
            rested = rested + STEP if len(begun) == len(ended) else 0.0

    request_started.connect(begin)
    request_finished.connect(end)
    yield wait
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def open_page(chromium, live_server, server_rests) -> Iterator[Callable[..., Page]]:
    """``open_page("/notices/", width=360, user=secretary)``: its ``faults`` should stay empty.

    Faults are console messages (policy violations are such), errors, failed answers for files, and
    requests to other hosts.
    """
    contexts = []

    def visit(address: str, *, width: int = DESKTOP, user: User | None = None) -> Page:
        phone = width < 768
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN",
        )
        contexts.append(context)
        if user:
            context.add_cookies([_session(user, live_server.url)])
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("request", lambda request: _note_other_host(page, request.url, live_server.url))
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    yield visit
    for context in contexts:
        for page in context.pages:
            page.close()
    server_rests()
    for context in contexts:
        context.close()


def _session(user: User, url: str) -> Any:
    """The cookie of somebody who has logged in."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _note_other_host(page: Page, url: str, own: str) -> None:
    if not url.startswith((own, "data:", "blob:")):
        page.faults.append(f"another host: {url}")
