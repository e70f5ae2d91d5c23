"""A branch's quarter: its members by band, in order of names; never ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessment import totals
from assessment.models import RuleSet, Standing
from assessment.wording import plain


@dataclass(frozen=True, slots=True)
class Place:
    """A member and what the quarter comes to."""

    member_id: int
    name: str
    total: Decimal
    vetoed: bool


@dataclass(frozen=True, slots=True)
class BandGroup:
    """The members who reached a band."""

    name: str
    at_least: Decimal
    places: list[Place]

    @property
    def note(self) -> str:
        """``75 分及以上，4 人``."""
        return f"{plain(self.at_least)} 分及以上，{len(self.places)} 人"


def by_band(rule_set: RuleSet, places: Iterable[tuple[str, Place]]) -> list[BandGroup]:
    """All bands of ``rule_set``, the best first, with their members in the given order."""
    groups = {band.name: BandGroup(band.name, band.at_least, []) for band in rule_set.bands.all()}
    for band, place in places:
        groups.setdefault(band, BandGroup(band or "未定", Decimal(0), [])).places.append(place)
    return list(groups.values())


def live(found: Iterable[totals.Total]) -> Iterable[tuple[str, Place]]:
    """Totals as they stand now, for who reads the branch's records."""
    for one in found:
        yield one.band, Place(one.member_id, one.name, one.total, one.vetoed)


def published(standings: Iterable[Standing]) -> Iterable[tuple[str, Place]]:
    """Standings as they were published, for the branch's members."""
    for one in standings:
        yield one.band, Place(one.member_id, one.member.name, one.total, one.vetoed)
