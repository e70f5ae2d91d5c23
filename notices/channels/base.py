"""What every channel takes and raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go. ``identity`` stays the same however often it is tried."""

    to: str
    subject: str
    text: str
    identity: str


class OpenChannel(Protocol):
    def deliver(self, letter: Letter) -> None:
        """Hand the letter over, or raise DeliveryFailed."""


class DeliveryFailed(Exception):
    """The letter was not taken; ``permanent`` means that trying again is no use."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Unreachable(Exception):
    """The channel as a whole is down; no letter was tried."""
