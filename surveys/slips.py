"""Slips of paper with a one-time code and its QR code, drawn as SVG.

The code stands behind the ``#`` of the address: browsers do not send that part to any server.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

GROUPS_OF = 4


def address() -> str:
    """Where a code is typed in."""
    return urljoin(settings.SITE_URL, reverse("surveys:code"))


def drawn(codes: Iterable[str]) -> list[tuple[str, SafeString]]:
    """Each code in groups of four, and its picture."""
    return [(_spaced(code), _picture(f"{address()}#{code}")) for code in codes]


def _spaced(code: str) -> str:
    return " ".join(code[start : start + GROUPS_OF] for start in range(0, len(code), GROUPS_OF))


def _picture(text: str) -> SafeString:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass=None,
        lineclass=None, title="扫码作答", nl=False,
    )  # fmt: skip
    return SafeString(out.getvalue().decode())
