"""docs/domain.md names every choice, by the value that is stored and the word on screen."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.db.models import Choices

from tests.source import APPS, ROOT

PAIR = re.compile(r"\| `(\w+)` \| ([^|]+?) (?=\|)")


def choices_of(app: str) -> list[type[Choices]]:
    if not (ROOT / app / "choices.py").exists():
        return []
    found = vars(import_module(f"{app}.choices")).values()
    return [
        kind for kind in found if isinstance(kind, type) and issubclass(kind, Choices) and len(kind)
    ]


@pytest.mark.parametrize(
    "kind", [kind for app in APPS for kind in choices_of(app)], ids=lambda kind: kind.__qualname__
)
def test_every_choice_stands_in_the_glossary(kind):
    text = (ROOT / "docs/domain.md").read_text(encoding="utf-8")
    pairs = set(PAIR.findall(text))

    assert f"`{kind.__name__}`" in text
    assert [pair for pair in kind.choices if pair not in pairs] == [], "add a row to docs/domain.md"
