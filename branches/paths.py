"""How the tree is written down in the path of a unit: so many characters a level. Pure."""

from __future__ import annotations

STEP = 4  # characters for each level


def upwards(path: str) -> list[str]:
    """The path itself and those of all units above it, the nearest first."""
    return [path[:end] for end in range(len(path), 0, -STEP)]


def above(path: str) -> str:
    """The path of the unit just above; empty at the top."""
    return path[:-STEP]


def just_below(path: str) -> int:
    """How long the paths one level below are: what to cut paths to, to gather by that level."""
    return len(path) + STEP
