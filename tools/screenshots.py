"""Takes the pictures of the README and of the manual from the running product.

``make screenshots`` makes docs/screenshots/, ``make manual`` docs/manual/pictures/. Each fills a
fresh demonstration, serves it on the loopback with a worker, logs in as each person and takes the
page. Pictures are reduced to 128 colours, so that the repository stays small.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools import manual_steps as steps

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"readme": ROOT / "docs" / "screenshots", "manual": ROOT / "docs" / "manual" / "pictures"}
DESKTOP, PHONE = (1280, 800), (390, 844)
PAGE, POCKET = (1100, 760), (390, 700)  # smaller, for the column of the manual
AIR = 16
PASSWORD = "Hongmen@2026"  # the demonstration's, printed by make run
WORKER = ["celery", "--app", "config", "--quiet", "worker", "--pool", "solo"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHINESE = {"LANGUAGE": "zh_CN"}  # in which fields for dates and times are drawn


@dataclass(frozen=True)
class Picture:
    """What ``person`` sees at ``path`` after ``steps``; of ``part`` only the top ``height``."""

    name: str
    person: str
    path: str
    size: tuple[int, int]
    steps: Callable[[Page], None] | None = None
    part: str = ""
    height: int = 620


def _main(name: str, person: str, path: str, height: int = 620, do: steps.Steps = None) -> Picture:
    return Picture(name, person, path, PAGE, do, "main", height)


PICTURES = {
    "readme": (
        Picture("secretary-home", "secretary", "/", DESKTOP),
        Picture("record-phone", "secretary", "/meetings/record/?kind=theme_day", PHONE),
        Picture("office-home", "office", "/", DESKTOP),
        Picture("board", "office", "/board/", DESKTOP),
        Picture("member-points", "member", "/points/", DESKTOP),
    ),
    "manual": (
        _main("secretary-home", "secretary", "/", 560),
        _main("brigade-home", "brigade", "/", 340),
        _main("office-home", "office", "/", 520),
        Picture("member-home", "member", "/", POCKET),
        Picture("record", "secretary", "/meetings/record/?kind=theme_day", POCKET),
        Picture("attendance", "secretary", steps.RECORD, POCKET, steps.two_on_watch),
        Picture("sittings", "secretary", steps.RECORD, POCKET, steps.in_two_sittings),
        Picture(
            "make-up", "secretary", "/meetings/", PAGE, steps.open_make_up, steps.WHO_CAME, 460
        ),
        _main("review", "brigade", "/meetings/review/", 460, steps.open_first),
        _main("themes", "secretary", "/meetings/themes/", 400),
        _main("board", "office", "/board/", 560),
        _main("roster-upload", "office", "/members/imports/", 560, steps.choose_roster),
        _main("roster-preview", "office", "/members/imports/", 760, steps.preview_roster),
        Picture("points", "member", "/points/", POCKET),
        Picture("claim", "member", "/points/claims/new/", POCKET),
        _main("settlement", "office", "/", 560, steps.open_settlement),
        Picture("notices", "brigade", "/notices/", POCKET),
        _main("me", "member", "/accounts/me/", 480),
        _main("looks", "member", "/accounts/me/looks/", 440),
        _main("account", "admin", "/accounts/people/", 460, steps.open_first),
        _main("audit", "auditor", "/accounts/audit/", 460),
        _main("survey-results", "office", "/surveys/", 640, steps.open_results),
        Picture("survey-answer", "member", "/surveys/", POCKET, steps.answer_survey),
        _main("duties", "office", "/duties/", 520),
        _main("reports", "office", "/reports/", 560),
        _main("registers", "office", "/members/registers/certificates/", 480),
        _main("calendar", "secretary", "/meetings/calendar/", 620),
        Picture(
            "together", "secretary", "/meetings/record/?kind=theme_day", POCKET, steps.name_partner
        ),
        _main("inspection-draw", "office", steps.INSPECTIONS, 800, steps.ask_for_a_sample),
        _main("inspection-mark", "office", steps.INSPECTIONS, 760, steps.mark_a_record),
        _main("inspection-notice", "office", steps.INSPECTIONS, 640, steps.open_notice),
        Picture("inspection-answer", "secretary", steps.INSPECTIONS, POCKET, steps.answer_finding),
        _main("backups", "admin", "/backups/", 420, steps.back_up),
        _main("tokens", "office", "/accounts/me/tokens/", 460, steps.make_token),
    ),
}


def main(wanted: str, only: Sequence[str] = ()) -> None:
    """All pictures of the README or the manual, or those named in ``only``."""
    FOLDERS[wanted].mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hongmen-shots-") as folder, ExitStack() as running:
        environment = os.environ | {"DEBUG": "1", "EMBEDDED": "1", "VAR_DIR": folder}
        for command in (["migrate", "-v0"], ["demo"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        address = f"127.0.0.1:{_free_port()}"
        server = [sys.executable, "manage.py", "runserver", "--noreload", address]
        for program in (server, [sys.executable, "-m", *WORKER]):
            process = subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL)
            running.callback(process.wait)
            running.callback(process.terminate)
        _wait(address)
        pictures = [each for each in PICTURES[wanted] if each.name in only or not only]
        _take(f"http://{address}", pictures, FOLDERS[wanted])


def _take(origin: str, pictures: Sequence[Picture], folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS, env=os.environ | CHINESE
        )
        for picture in pictures:
            _shoot(browser, origin, picture, folder / f"{picture.name}.png")
        browser.close()


def _shoot(browser: Browser, origin: str, picture: Picture, target: Path) -> None:
    size = {"width": picture.size[0], "height": picture.size[1]}
    page = browser.new_page(viewport=size, locale="zh-CN", reduced_motion="reduce")
    page.goto(origin)
    page.fill("input[name=username]", picture.person)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{origin}/")
    page.goto(origin + picture.path)
    page.wait_for_load_state("networkidle")
    if picture.steps:
        picture.steps(page)
        page.wait_for_load_state("networkidle")
    page.screenshot(path=target, full_page=bool(picture.part), clip=_clip(page, picture))
    Image.open(target).convert("RGB").quantize(128).save(target, optimize=True)
    page.context.close()


def _clip(page: Page, picture: Picture) -> dict[str, float] | None:
    """The part from its top with some air, without what is below the foot of the page."""
    if not picture.part:
        return None
    box = page.locator(picture.part).first.bounding_box() or {}
    foot = page.locator(".foot").bounding_box() or {}
    air = 0 if picture.part == "main" else AIR
    return {
        "x": box["x"] - air,
        "y": box["y"] - air,
        "width": box["width"] + 2 * air,
        "height": min(picture.height, box["height"] + 2 * air, foot["y"] - box["y"]),
    }


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
    main(sys.argv[1], sys.argv[2:])
