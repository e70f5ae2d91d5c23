"""How large each demonstration is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of units, and how many of a unit's people are Party members."""

    corps: int
    detachments: int  # in each corps
    brigades: int  # in each detachment
    stations: int  # in each detachment, spread over its brigades
    people_per_station: int
    party_share: float
    rich: bool  # full minutes; the nation gets short ones


SCALES = {
    "station": Scale(0, 1, 1, 3, 22, 0.45, rich=True),
    "detachment": Scale(0, 1, 15, 100, 20, 0.27, rich=True),
    "corps": Scale(1, 20, 15, 100, 20, 0.29, rich=True),
    "nation": Scale(30, 11, 8, 42, 20, 0.3, rich=False),
}
