"""How many a unit may accept into the Party in a year, and how many it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count

from branches.models import Unit
from members.choices import QuotaSource
from members.models import DevelopmentCase, DevelopmentQuota
from members.services.refusals import QuotaRefused


class QuotaUse(NamedTuple):
    """What a unit was given by all channels for a year, and how many were accepted there and below.

    Both channels count together: of whom one accepts nobody says by which channel.
    """

    unit: Unit
    parts: list[DevelopmentQuota]
    accepted: int

    @property
    def number(self) -> int:
        return sum(part.number for part in self.parts)

    @property
    def left(self) -> int:
        return self.number - self.accepted

    @property
    def over(self) -> int:
        """How many too many."""
        return max(0, -self.left)


@transaction.atomic
def set_quota(
    *, unit: Unit, year: int, source: str, number: int, document_number: str = ""
) -> DevelopmentQuota:
    """The unit's number for the year by that channel; a second time changes it."""
    found = DevelopmentQuota.objects.filter(unit=unit, year=year, source=source).first()
    quota = found or DevelopmentQuota(unit=unit, year=year, source=QuotaSource(source))
    quota.number, quota.document_number = number, document_number.strip()
    try:
        quota.full_clean()
    except ValidationError as error:
        raise QuotaRefused(" ".join(error.messages)) from error
    quota.save()
    return quota


@transaction.atomic
def remove_quota(*, quota: DevelopmentQuota) -> None:
    """There is no such number after all."""
    quota.delete()


def use_of(*, quotas: Iterable[DevelopmentQuota], year: int) -> list[QuotaUse]:
    """By unit, with what was accepted there and below in the year. One query.

    Who was accepted is counted by the day of the branch meeting. ``quotas`` come with their unit.
    """
    accepted = dict(
        DevelopmentCase.objects.accepted_in(year)
        .order_by()
        .values_list("member__unit__path")
        .annotate(number=Count("pk"))
    )
    by_unit: dict[int, list[DevelopmentQuota]] = {}
    for quota in quotas:
        by_unit.setdefault(quota.unit_id, []).append(quota)
    return [
        QuotaUse(
            unit=parts[0].unit,
            parts=parts,
            accepted=sum(n for path, n in accepted.items() if path.startswith(parts[0].unit.path)),
        )
        for parts in by_unit.values()
    ]
