"""A walk: every page that a person can click their way to, and what is wrong with each.

From the home page all links that are shown are followed, breadth first. The browser looks at one
page for each view and set of query names; of the further addresses of a view a few are fetched, so
that no row of a list leads to nothing.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Error, Page

HERE = Path(__file__).parent
LOOK = (HERE / "look.js").read_text(encoding="utf-8")
AXE = (HERE / "vendor/axe-core-4.14.1/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => (await axe.run({
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.filter((fault) => ["serious", "critical"].includes(fault.impact)).map((fault) =>
  `${fault.id}: ${fault.nodes.slice(0, 2).map((node) => node.html.slice(0, 200)).join(" and ")}`)
"""
WIDE, NARROW, TALL = 1440, 360, 900
LOOKS_EACH, FETCHES_EACH = 2, 4  # of one view, by one person

# the admin, the style guide and the description of the API are not for users; /readyz says 503
# where no worker runs, as here
NOT_OURS = ("api", "backstage", "styleguide", "static", "readyz")
# Latin words that a Chinese office says, what a browser calls itself, the demo accounts.
ALLOWED = {
    *(
        "Excel",
        "Word",
        "PDF",
        "CSV",
        "xlsx",
        "xls",
        "csv",
        "docx",
        "jpg",
        "JPG",
        "PNG",
        "WebP",
        "MB",
    ),
    *("IP", "Chrome", "Linux", "YC"),  # YC: the code of the detachment of the demo
    *("office", "brigade", "secretary", "member", "admin", "auditor"),
}
LATIN = re.compile(r"(?<![A-Za-z\d-])[A-Za-z_]{2,}(?![A-Za-z\d-])")  # but not numbers like YC-003
MACHINE = re.compile(r"\{\{|\{%|%\}|</?[a-z]+>|\[object")

NEXT_FRAME = """new Promise((done) => {
  setTimeout(done, 1000);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""

View = tuple[str, frozenset[str]]


@dataclass
class Walk:
    """One person's walk. ``faults`` says what was wrong, where."""

    page: Page
    origin: str
    examined: set[str]  # shapes of pages that axe has judged in an earlier walk or in this one
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  # addresses that the browser looked at
    _queue: deque[str] = field(default_factory=lambda: deque(["/"]))
    _known: set[str] = field(default_factory=lambda: {"/"})
    _views: Counter[str] = field(default_factory=Counter)
    _looked: set[View] = field(default_factory=set)
    _fetched: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._fault(str(error)))
        self.page.on("request", lambda request: self._stay_here(request.url))

    def to_the_end(self) -> Walk:
        while self._queue:
            address = self._queue.popleft()
            view = self._view(address)
            if view is None:
                self._fault(f"{address} leads to no page")
            elif view not in self._looked and self._views[view[0]] < LOOKS_EACH:
                self._looked.add(view)
                self._views[view[0]] += 1
                self._look(address)
            elif self._may_fetch(address):
                self._fetch(address)
        return self

    def _may_fetch(self, address: str) -> bool:
        view = self._view(address)
        name = view[0] if view else address
        self._fetched[name] += 1
        return self._fetched[name] <= FETCHES_EACH

    def _view(self, address: str) -> View | None:
        parts = urlsplit(address)
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            return None
        return name, frozenset(key for key, _ in parse_qsl(parts.query, keep_blank_values=True))

    def _fetch(self, address: str, headers: dict[str, str] | None = None) -> None:
        answer = self.page.request.get(self.origin + address, headers=headers)
        if not answer.ok:
            self._fault(f"{address} answers {answer.status}")

    def _look(self, address: str) -> None:
        self.page.set_viewport_size({"width": WIDE, "height": TALL})
        faults = len(self.faults)
        try:
            answer = self.page.goto(self.origin + address)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            return
        if answer is None or not answer.ok:
            self._fault(f"{address} answers {answer and answer.status}")
            return
        if "html" not in answer.headers.get("content-type", ""):
            del self.faults[faults:]  # a picture is there; the browser's viewer is not ours
            return
        self.seen.append(address)
        found = self.page.evaluate(LOOK)
        self._judge(found, WIDE)
        if found["shape"] not in self.examined:
            self.examined.add(found["shape"])
            self._examine()
        self.page.set_viewport_size({"width": NARROW, "height": TALL})
        self.page.evaluate(NEXT_FRAME)
        self._judge(self.page.evaluate(LOOK), NARROW)

    def _judge(self, found: dict[str, Any], width: int) -> None:
        if not found["language"].startswith("zh"):
            self._fault(f"language is {found['language']!r}")
        if not found["title"].removesuffix("· 红门党建").strip():
            self._fault("has no title")
        if len(found["headings"]) != 1 or not found["headings"][0]:
            self._fault(f"has the main headings {found['headings']}")
        if found["width"] > width:
            self._fault(f"is {found['width']} px wide on a screen of {width}")
        if len(found["primary"]) > 1:
            self._fault(f"primary buttons side by side: {', '.join(found['primary'])}")
        for image in found["unnamedImages"]:
            self._fault(f"image without alt: {image[:120]}")
        if strange := strange_words(found["text"]):
            self._fault(f"strange words: {', '.join(sorted(strange))}")
        for link in found["links"]:
            if address := self._new(link):
                self._queue.append(address)
        for link in found["fragments"]:
            if (address := self._new(link)) and self._may_fetch(address):
                self._fetch(address, {"HX-Request": "true"})

    def _examine(self) -> None:
        self.page.evaluate(AXE)
        for fault in self.page.evaluate(RUN_AXE):
            self._fault(fault)

    def _new(self, link: str) -> str:
        """The address of a link to one of our pages that was not met before, else nothing."""
        link = urldefrag(link).url
        address = link.removeprefix(self.origin)
        if address == link:
            self._stay_here(link)
        elif address not in self._known and address.split("/")[1] not in NOT_OURS:
            self._known.add(address)
            return address
        return ""

    def _heard(self, message: ConsoleMessage) -> None:
        if not message.location["url"].endswith("/favicon.ico"):  # asked for beside raw pictures
            self._fault(message.text)

    def _stay_here(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self._fault(f"another host: {url}")

    def _fault(self, fault: str) -> None:
        where = self.page.url.removeprefix(self.origin)
        if f"{where}: {fault}" not in self.faults:
            self.faults.append(f"{where}: {fault}")


def strange_words(text: str) -> set[str]:
    """Latin words that no Chinese office says, and what a template or a script left behind."""
    latin = {word for word in LATIN.findall(text) if word not in ALLOWED}
    return latin | set(MACHINE.findall(text))
