"""Makes docs/screenshots/ from the running product: ``make screenshots``.

Fills a fresh demonstration, serves it on the loopback, logs in as each person of ``PICTURES`` and
takes the page. Pictures are reduced to 128 colours, so that the repository stays small.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "docs" / "screenshots"
DESKTOP, PHONE = (1280, 800), (390, 844)
PASSWORD = "Hongmen@2026"  # the demonstration's, printed by make run
PICTURES = (
    ("secretary-home", "secretary", "/", DESKTOP),
    ("record-phone", "secretary", "/meetings/record/?kind=theme_day", PHONE),
    ("office-home", "office", "/", DESKTOP),
    ("board", "office", "/board/", DESKTOP),
    ("member-points", "member", "/points/", DESKTOP),
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hongmen-shots-") as folder:
        environment = os.environ | {"DEBUG": "1", "EMBEDDED": "1", "VAR_DIR": folder}
        for command in (["migrate", "-v0"], ["demo"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        address = f"127.0.0.1:{_free_port()}"
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", address],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(address)
            _take(f"http://{address}")
        finally:
            server.terminate()


def _take(origin: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, person, path, size in PICTURES:
            _shoot(browser, origin, name, person, path, size)
        browser.close()


def _shoot(
    browser: Browser, origin: str, name: str, person: str, path: str, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page.goto(origin)
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{origin}/")
    page.goto(origin + path)
    page.wait_for_load_state("networkidle")
    target = SHOTS / f"{name}.png"
    page.screenshot(path=target)
    Image.open(target).convert("RGB").quantize(128).save(target, optimize=True)
    page.context.close()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, seconds: float = 60) -> None:
    host, port = address.split(":")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.2)
    sys.exit("网站没有启动，无法截图。")


if __name__ == "__main__":
    main()
