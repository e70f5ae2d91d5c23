"""What every test of every app can use. See tests/README.md."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest

real_connect = socket.socket.connect


def connect_within(self: socket.socket, address: Any) -> None:
    """``socket.connect`` that reaches this machine and nothing else."""
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = address[0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise AssertionError(f"a test tried to reach {host}")
    real_connect(self, address)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Tests talk to this machine only."""
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_within)
    patch.setattr(socket.socket, "connect_ex", connect_within)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Uploads of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def steady_queries(django_assert_num_queries) -> Callable[..., Any]:
    """Check one literal query count with one row and with three.

    ``steady_queries(7, make=lambda: MeetingFactory(branch=branch), call=lambda: client.get(url))``
    makes a row, calls once unmeasured (caches of the process), calls measured, makes two more rows
    and calls measured again. Returns the last answer, in which the test looks for the three rows.
    """

    def check(count: int, *, make: Callable[[], Any], call: Callable[[], Any]) -> Any:
        make()
        call()
        with django_assert_num_queries(count):
            call()
        make()
        make()
        with django_assert_num_queries(count):
            return call()

    return check
