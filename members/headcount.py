"""How many people stand where: what branches asks, without knowing members (HEADCOUNT)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count

from branches.headcount import Heads
from members.choices import PARTY_STAGES, MembershipKind, Stage
from members.models import Member, Membership


class Headcount:
    """See ``branches.headcount.Counts``. One query each."""

    def branches(self, ids: Collection[int], day: date) -> Mapping[int, Heads]:
        """Party members whose full relation is in these branches on ``day``."""
        return self._heads("branch_id", ids, day, kind=MembershipKind.FULL)

    def groups(self, ids: Collection[int], day: date) -> Mapping[int, Heads]:
        """Party members in these groups on ``day``, wherever their relation is."""
        return self._heads("group_id", ids, day)

    def force_at(self, path: str) -> int:
        """People of the force at the unit or below."""
        return Member.objects.present_force().filter(unit__path__startswith=path).count()

    @staticmethod
    def _heads(place: str, ids: Collection[int], day: date, **only: str) -> Mapping[int, Heads]:
        rows = (
            Membership.objects.on(day)
            .filter(**{f"{place}__in": ids}, member__stage__in=PARTY_STAGES, **only)
            .values_list(place, "member__stage")
            .annotate(heads=Count("member_id", distinct=True))
        )
        by_stage: dict[int, dict[str, int]] = defaultdict(dict)
        for key, stage, heads in rows:
            by_stage[key][stage] = heads
        return {
            key: Heads(full=found.get(Stage.FULL, 0), probationary=found.get(Stage.PROBATIONARY, 0))
            for key, found in by_stage.items()
        }
