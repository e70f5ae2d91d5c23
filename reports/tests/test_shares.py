"""A share on a page of statistics: both of its numbers open their lists."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from branches.choices import Role
from meetings.choices import MeetingKind
from reports.tests.conftest import text_of
from reports.tests.figures import five, known_member
from tests.factories import MeetingFactory, attended

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, force):
    user = force.user(Role.POLITICAL_OFFICE)
    client.force_login(user)
    return user


def test_both_numbers_of_a_share_open_their_lists(client, office, force):
    five(force.here)
    url = reverse("reports:statistic", args=["members-by-sex"])
    page = client.get(f"{url}?period=2025Q3").content.decode()
    numbers = reverse("reports:counted", args=["members-by-sex"])
    place = f"{numbers}?unit={force.detachment.code}&amp;period=2025Q3"

    assert f'（<a href="{place}&amp;key=female">2</a>/<a href="{place}">5</a>）' in page


def test_what_a_rate_leaves_out_is_not_on_the_list_of_its_whole(client, office, force):
    meeting = MeetingFactory(
        branch=force.here, held_on=date(2025, 9, 10), kinds=[MeetingKind.THEME_DAY]
    )
    for name, presence in (("来的", "present"), ("出警的", "called_out"), ("缺的", "absent")):
        attended(meeting, known_member(force.here, name=name), presence)
    table = reverse("reports:statistic", args=["attendance-by-kind"]) + "?period=2025Q3"
    url = reverse("reports:counted", args=["attendance-by-kind"])
    query = f"?unit={force.detachment.code}&period=2025Q3&key=theme_day&less=2"

    assert f'<a href="{escape(url + query)}">2</a>' in client.get(table).content.decode()
    said = text_of(client.get(url + query).content.decode())
    assert "共 2 条" in said
    assert "主题党日 · 应到（扣除请假、执勤等）" in said
    assert "出警的" not in said
    assert "缺的" in said
    sheet = reverse("reports:counted_sheet", args=["attendance-by-kind"])
    assert escape(sheet + query) in client.get(url + query).content.decode()


def test_no_other_column_can_be_taken_off(client, office, force):
    five(force.here)
    url = reverse("reports:counted", args=["members-by-sex"])

    assert "共 5 条" in text_of(client.get(f"{url}?less=0").content.decode())
