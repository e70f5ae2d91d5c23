"""How large each demonstration is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of units and of the people at each station."""

    corps: int
    detachments: int  # in each corps
    brigades: int  # in each detachment
    stations: int  # in each detachment, spread over its brigades
    people_per_station: int
    rich: bool  # full minutes; the nation gets short ones
    alone: bool = False  # every station has a branch of its own, beyond the first brigade
    photos: bool = True  # the first detachment also has pictures, claims and settled quarters


SCALES = {
    "station": Scale(0, 1, 1, 3, 22, rich=True),
    "detachment": Scale(0, 1, 15, 100, 20, rich=True),
    "corps": Scale(1, 20, 15, 100, 20, rich=True),
    "nation": Scale(30, 11, 13, 41, 19, rich=False, alone=True, photos=False),
}
