"""Directives and their steps as a program reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from duties.services import directives
from duties.tests.directives import Place

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def place(client):
    made = Place()

    def read(who, path):
        client.force_login(who)
        return client.get(f"/api/v1/{path}").json()

    made.read = read
    return made


def issued(place, days=20, **details):
    drafted = place.draft(due_on=TODAY + timedelta(days=days), **details)
    return directives.issue_directive(directive=drafted, by=place.office, now=timezone.now())


def test_a_branch_reads_what_was_issued_to_it(place):
    found = issued(place)
    place.draft()
    rows = place.read(place.secretary, "directives/")["results"]
    assert [row["id"] for row in rows] == [found.pk]
    assert place.read(place.secretary, f"directives/{found.pk}/")["text"] == "逐条学习，对照检查。"


def test_late_steps_are_those_of_running_directives(place):
    running, over = issued(place), issued(place)
    for found in (running, over):
        found.steps.filter(stage="study").update(due_on=TODAY - timedelta(days=1))
    directives.close_directive(directive=over, by=place.office, now=timezone.now())

    rows = place.read(place.office, "directive-steps/?overdue=true")["results"]
    assert [(row["directive"], row["stage"]) for row in rows] == [(running.pk, "study")]


def test_the_list_asks_the_same_of_few_and_many(place, steady_queries, client):
    client.force_login(place.office)
    steady_queries(
        4, make=lambda: issued(place), call=lambda: client.get("/api/v1/directive-steps/")
    )
