"""A primary and a standby that follows it, both real: where reads go, and that none goes wrong."""

from __future__ import annotations

from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.choices import Role
from branches.models import Unit
from config import replica
from tests.factories import BranchFactory, UserFactory, user_with
from tests.jobs.conftest import database_url, until
from tests.servers import standby

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "replica"])
PAGE = "/units/"


@pytest.fixture(scope="module", autouse=True)
def server(django_db_setup, django_db_blocker):
    """A standby of the suite's server, known as settings would have it."""
    with django_db_blocker.unblock():
        address = database_url()
    with standby(address) as server:
        parts = connections["default"].settings_dict
        connections.settings["replica"] = parts | {
            "HOST": "127.0.0.1",
            "PORT": urlsplit(server.address).port,
            "OPTIONS": {"connect_timeout": 2},
            "TEST": parts["TEST"] | {"MIRROR": "default"},
        }
        yield server
        del connections["replica"]
        del connections.settings["replica"]


@pytest.fixture
def following(server, settings, monkeypatch):
    """The server, with requests routed to it."""
    settings.DATABASE_ROUTERS = ["config.replica.Router"]
    settings.MIDDLEWARE = ["config.replica.ReplicaMiddleware", *settings.MIDDLEWARE]
    monkeypatch.setattr(replica, "_away_until", float("-inf"))
    yield server
    connections["replica"].close()


@pytest.fixture
def reader(following):
    """A secretary with a page to look at, who is also at the standby by now."""
    branch = BranchFactory()
    user = user_with(Role.SECRETARY, branch=branch)
    until(lambda: Unit.objects.using("replica").exists(), "the standby follows")
    browser = Client()
    browser.force_login(user)
    return browser


@contextmanager
def asked():
    """How many statements go to the primary and to the standby meanwhile."""
    counts = {}
    with (
        CaptureQueriesContext(connection) as primary,
        CaptureQueriesContext(connections["replica"]) as behind,
    ):
        yield counts
    counts |= {"primary": len(primary), "standby": len(behind), "sql": behind.captured_queries}


def test_a_page_is_read_from_the_standby_but_who_reads_it_is_not(reader):
    with connections["replica"].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        assert cursor.fetchone() == (True,)
    with asked() as counts:
        page = reader.get(PAGE)

    assert page.status_code == 200
    assert counts["standby"] >= 2
    assert not [q for q in counts["sql"] if "accounts_session" in q["sql"]]
    assert 1 <= counts["primary"] <= 4  # session with its user, posts, unread notices


def test_what_one_has_written_oneself_one_reads_at_the_primary(reader, settings):
    answer = reader.post("/accounts/act-as/1/")
    assert answer.cookies["wrote"]["max-age"] == settings.REPLICA_LAG_SECONDS
    with asked() as counts:
        assert reader.get(PAGE).status_code == 200
    assert counts["standby"] == 0

    del reader.cookies["wrote"]  # as the browser does after these seconds
    with asked() as counts:
        reader.get(PAGE)
    assert counts["standby"] > 0


def test_who_asks_by_a_token_reads_the_primary(reader):
    with asked() as counts:
        reader.get(PAGE, headers={"Authorization": "Token none"})
    assert counts["standby"] == 0


def test_after_a_write_in_the_same_request_the_primary_is_read(following):
    user = UserFactory()
    token = replica._may_lag.set(True)
    try:
        assert Unit.objects.all().db == "replica"
        user.save()
        assert Unit.objects.all().db == "default"
    finally:
        replica._may_lag.reset(token)


def test_without_the_standby_the_primary_serves_until_it_is_back(reader, following):
    reader.get(PAGE)
    following.stop()
    try:
        for _ in range(2):
            with CaptureQueriesContext(connection) as primary:
                assert reader.get(PAGE).status_code == 200
            assert len(primary) > 4
    finally:
        following.start()

    replica._away_until = float("-inf")  # some seconds later
    with asked() as counts:
        assert reader.get(PAGE).status_code == 200
    assert counts["standby"] >= 2
