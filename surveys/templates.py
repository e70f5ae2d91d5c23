"""Questionnaires that come with the product, to copy and change. They are proposals of ours."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.paper import Item, Paper

SHIPPED = Path(__file__).parent / "data" / "templates.toml"
AGREEMENT = ("很不同意", "不太同意", "说不清", "比较同意", "非常同意")
SATISFACTION = ("很不满意", "不太满意", "一般", "比较满意", "非常满意")
SCALES = {"agreement": AGREEMENT, "satisfaction": SATISFACTION}


@dataclass(frozen=True, slots=True)
class Template:
    key: str
    title: str
    about: str
    intro: str
    paper: Paper
    stages: tuple[str, ...]  # whom it asks unless changed; empty for everybody


@cache
def templates() -> tuple[Template, ...]:
    """All of them, in the order of the file."""
    read = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["template"]
    return tuple(
        Template(
            one["key"],
            one["title"],
            one["about"],
            one["intro"],
            Paper(tuple(_item(question) for question in one["question"])),
            tuple(one.get("stages", ())),
        )
        for one in read
    )


def template(key: str) -> Template | None:
    return next((one for one in templates() if one.key == key), None)


def _item(question: dict[str, object]) -> Item:
    """Numbers in the file begin with 1, as people count."""
    given = dict(question)
    scale = given.pop("scale", None)
    after = given.pop("after", None)
    if scale:
        given["options"] = SCALES[str(scale)]
    if isinstance(after, list):
        given["asked_if"], given["asked_if_option"] = after[0] - 1, after[1] - 1
    given["options"] = tuple(given.get("options", ()))  # type: ignore[arg-type]
    given["rows"] = tuple(given.get("rows", ()))  # type: ignore[arg-type]
    return Item(**given)  # type: ignore[arg-type]
