"""One row of the access table, and what it expects of each role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.world import World


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """Who may GET and POST one named address.

    ``reads`` and ``writes`` list roles (see world.py), separated by blanks; ``""`` is nobody, and
    ``None`` says that the address does not take the method at all (405). Whoever is not listed gets
    ``refuses``. Anonymous visitors are sent to log in unless the address is ``public``.
    """

    name: str
    reads: str | None = None
    writes: str | None = None
    args: Callable[[World], dict[str, Any]] = nothing  # arguments of the address
    query: Callable[[World], dict[str, Any]] = nothing  # what stands after the question mark
    data: Callable[[World], dict[str, Any]] = nothing  # what is posted
    shows: int = 200  # the answer to who reads
    done: int = 302  # the answer to who writes
    refuses: int = 404
    public: bool = False
    anonymous: int = 302  # 401 for the API
    visitors: int | None = None  # what a public page answers to who is not logged in, if different
    method: str = "post"  # how one writes: post, put, patch, delete
    json: bool = False  # what is posted goes as JSON
    page: bool = (
        True  # False: a file, a fragment or an answer for a script, not for a browser window
    )

    def expected(self, role: str, *, writing: bool) -> int:
        """The status that ``role`` must get."""
        allowed = self.writes if writing else self.reads
        if role == "anonymous" and not self.public:
            return self.anonymous
        if allowed is None:
            return 405
        if role == "anonymous" and self.visitors:
            return self.visitors
        if role == "anonymous" or role in allowed.split():
            return self.done if writing else self.shows
        return self.refuses
