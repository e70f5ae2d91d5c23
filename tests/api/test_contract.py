"""The API keeps what its description promises, to every role, whatever it is sent.

schemathesis makes requests from the description, good and bad ones, the same in every run, and
holds each answer against it: no error of ours, no status, header, type or field that is not
described. Every second request goes to a row that is there. All of it is undone.
"""

from __future__ import annotations

from contextlib import closing
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from schemathesis import checks

from accounts.tokens import create_token
from branches.services.provisions import load_provisions
from config.wsgi import application
from tests.access.world import World
from tests.api.things import everything

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROLES = ("anonymous", "member", "secretary", "brigade", "office", "administrator", "stranger")
EXAMPLES = 3
checks.load_all_checks()
PROMISES = [
    checks.not_a_server_error,
    *(
        checks.CHECKS.get_one(name)
        for name in (
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
            "response_schema_conformance",
            "negative_data_rejection",
        )
    ),
]
BOUNDS = bounds(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_description_is_valid_and_without_a_warning(tmp_path):
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml")
    )


@pytest.fixture(autouse=True)
def unhurried(settings):
    """Nobody counts the requests of a test, and the connection stays open between them."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def read_whole(environ: Any, start_response: Any) -> list[bytes]:
    """Our application, whose files are read and closed as a server does it."""
    with closing(application(environ, start_response)) as answer:
        return [b"".join(answer)]


@pytest.fixture(scope="module")
def description(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return schemathesis.openapi.from_wsgi("/api/schema/", read_whole)


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(description, role):
    load_provisions()
    world = World()
    things = everything(world)
    headers = headers_of(world.user(role))
    asked = 0
    for found in description.get_all_operations():
        operation = found.ok()
        asked += walk(operation, headers, arguments(operation.path, things))
    assert asked >= EXAMPLES * 20


def walk(operation: Any, headers: dict[str, str], known: dict[str, Any]) -> int:
    """Ask in several ways; how many requests that were."""
    numbers = count()

    @given(case=operation.as_strategy())
    @BOUNDS
    def ask(case: Any) -> None:
        if next(numbers) % 2 and case.path_parameters:
            case.path_parameters.update(
                {name: value for name, value in known.items() if name in case.path_parameters}
            )
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=PROMISES)
        if not headers:
            assert response.status_code in {401, 404}

    ask()
    return next(numbers)


def headers_of(user: Any) -> dict[str, str]:
    if not user.is_authenticated:
        return {}
    today = timezone.localdate()
    _, secret = create_token(
        user=user, name="测试", expires_on=today, today=today, now=timezone.now()
    )
    return {"Authorization": f"Token {secret}"}


def arguments(path: str, things: dict[str, dict[str, Any]]) -> dict[str, Any]:
    inside = [part for part in things if path.removeprefix("/api/v1").startswith(part)]
    return things[max(inside, key=len)]
