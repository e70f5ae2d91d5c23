"""Jobs beside what they cannot be faster than: their bare SQL, the bare reading of the sheet."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

Job = Callable[[str], "Work"]


@dataclass(frozen=True, slots=True)
class Work:
    """One job: wall seconds of it and of the bare work, the median of several runs."""

    name: str
    rows: int
    seconds: float
    bare: float
    at_most: float  # times the bare work

    @property
    def row(self) -> str:
        ratio = f"{self.seconds / self.bare:.1f}"
        cells = (
            self.name,
            self.rows,
            f"{self.seconds:.2f}",
            f"{self.bare:.2f}",
            ratio,
            self.at_most,
        )
        return f"| {' | '.join(map(str, cells))} |"


def all_jobs() -> dict[str, Job]:
    return {}


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
