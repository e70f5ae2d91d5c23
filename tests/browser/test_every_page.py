"""Every page of the access table, opened by someone who may, on a desk and on a phone."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.access.world import ROLES, World
from tests.browser.conftest import DESKTOP, PHONE
from tests.test_access import TABLE

# Those who see most come first.
READERS = ("secretary", "office", *ROLES)
PAGES = sorted(name for name, row in TABLE.items() if row.page and row.reads and row.shows == 200)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_policy_and_its_width(open_page, name):
    row, world = TABLE[name], World()
    address = reverse(name, kwargs=row.args(world))
    if query := urlencode(row.query(world)):
        address = f"{address}?{query}"
    reader = next(role for role in READERS if role in row.reads.split())
    for width in (DESKTOP, PHONE):
        page = open_page(address, width=width, user=world.user(reader))
        assert page.faults == [], f"{reader} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
