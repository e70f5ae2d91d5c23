"""Why something is not done: sentences fit for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and at which field of the form where that is known."""

    field: str
    sentence: str


class PointsRefused(ValueError):
    """Points are not computed."""


class RuleSetRefused(ValueError):
    """A rule set is not changed or put in force."""


class ClaimRefused(ValueError):
    """A claim is not taken, decided or undone. ``problems`` name the fields where it was made."""

    def __init__(self, sentence: str = "", *, problems: Iterable[Problem] = ()) -> None:
        self.problems: Sequence[Problem] = list(problems) or [Problem("", sentence)]
        super().__init__("".join(problem.sentence for problem in self.problems))


class SettlementRefused(ValueError):
    """A settlement does not go where it was sent."""


class ObjectionRefused(ValueError):
    """An objection is not taken or answered."""
