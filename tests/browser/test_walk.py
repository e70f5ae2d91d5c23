"""Whoever they are: no link leads to nothing, and every page keeps what all pages must keep."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from branches.choices import Role
from demo.build import PASSWORD
from tests.browser.demonstration import fill, served
from tests.browser.walking import Walk

NAMED = {
    Role.POLITICAL_OFFICE: "office",
    Role.BRIGADE_OFFICER: "brigade",
    Role.SECRETARY: "secretary",
    Role.MEMBER: "member",
    Role.ADMINISTRATOR: "admin",
    Role.AUDITOR: "auditor",
}


@pytest.fixture(scope="session")
def station(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """A small demonstration, made once for all processes of the run: its address and folder."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            fill(shared, scale="station", months=4)
    own = tmp_path_factory.mktemp("walk") / "var"
    shutil.copytree(shared, own)
    with served(own) as address:
        yield address, own


def holder(folder: Path, role: Role) -> str:
    """The staff number of somebody who has this post."""
    if role in NAMED:
        return NAMED[role]
    query = (
        "SELECT staff_number FROM accounts_user JOIN branches_appointment ON user_id = "
        "accounts_user.id WHERE role = ? ORDER BY accounts_user.id LIMIT 1"
    )
    with sqlite3.connect(folder / "hongmen.sqlite3") as database:
        return database.execute(query, [role]).fetchone()[0]


@pytest.fixture(scope="session")
def examined() -> set[str]:
    return set()


@pytest.mark.parametrize("role", Role)
def test_everything_that_a_role_can_reach(chromium, station, examined, role):
    origin, folder = station
    context = chromium.new_context(locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{origin}/accounts/login/")
    page.fill("#username", holder(folder, role))
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)

    walk = Walk(page, origin, examined).to_the_end()
    context.close()
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.seen) > 3
