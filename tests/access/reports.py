"""Boards, homes, branch pages, search: everyone has a home; what is behind it goes by the post."""

from __future__ import annotations

from tests.access.row import Row
from tests.access.world import BRANCH, EVERYONE, UNIT


def here(world):
    return {"code": world.here.code}


ROWS = [
    Row("home", reads=EVERYONE),
    Row("reports:standing", reads=f"{UNIT} neighbour outsider"),
    Row("reports:board", reads=EVERYONE),
    Row("reports:board_sheet", page=False, reads=EVERYONE),
    Row(
        "reports:cell",
        reads=f"{BRANCH} {UNIT}",
        args=lambda world: here(world) | {"kind": "party_lecture"},
    ),
    Row("reports:branch", reads=f"{BRANCH} {UNIT}", args=here),
    Row("reports:search", reads=EVERYONE),
]
