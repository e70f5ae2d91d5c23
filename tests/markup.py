"""What no template and no page may hold, since the Content-Security-Policy would stop it."""

from __future__ import annotations

import re

INLINE = {
    # a data block (application/json and the like) is not run, and so is not stopped
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/(?:ld\+)?json)", re.I
    ),
    "inline style sheet": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I),
    "handler attribute": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "script address": re.compile(r"[\"']\s*javascript:", re.I),
    "code run by htmx": re.compile(r"\shx-on[:-]|hx-(?:vals|headers)=[\"']js:", re.I),
}
# Names of XML vocabularies are not addresses that a browser goes to.
VOCABULARIES = re.compile(r"http://www\.w3\.org/[\w/.#-]*")
OTHER_HOST = re.compile(
    r"""(?:https?:)?//(?!(?:127\.0\.0\.1|localhost|testserver)\b)[a-z0-9-]+(?:\.[a-z0-9-]+)+""",
    re.I,
)


def faults(text: str) -> list[str]:
    """Each fault in one line, with the text that shows it."""
    found = [
        f"{name}: {text[match.start() : match.start() + 80]!r}"
        for name, pattern in INLINE.items()
        for match in pattern.finditer(text)
    ]
    return found + other_hosts(text)


def other_hosts(text: str) -> list[str]:
    return [
        f"another host: {match.group()}"
        for match in OTHER_HOST.finditer(VOCABULARIES.sub("", text))
    ]
