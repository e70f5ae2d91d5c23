"""Bringing the ledger up to the records, for one branch or a whole unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Value

from assessment import computing
from assessment.choices import LIVE, SettlementState
from assessment.models import RuleSet, Settlement
from assessment.roster import branches_of, counted_branches
from assessment.services.rule_sets import governing
from assessment.spans import Span, span_of
from assessment.statements import Statement
from branches.models import Unit
from branches.models.branch import BranchQuerySet

OPEN = """
INSERT INTO assessment_settlement (branch_id, quarter, rule_set_id, state, reopened_reason)
{branches}
ON CONFLICT (branch_id, quarter) DO UPDATE SET rule_set_id = excluded.rule_set_id
WHERE assessment_settlement.state IN ('open', 'computed')
  AND assessment_settlement.rule_set_id <> excluded.rule_set_id
"""


@dataclass(frozen=True, slots=True)
class Computed:
    """What a computation did. ``kept``: branches whose settlement no longer follows the records."""

    branches: int
    lines: int
    kept: int


@transaction.atomic
def compute_quarter(
    *,
    quarter: str,
    now: datetime,
    unit: Unit | None = None,
    branches: BranchQuerySet | None = None,
    states: Sequence[SettlementState] = LIVE,
) -> Computed:
    """Append what the ledger lacks for the members of ``branches`` (or of all below ``unit``).

    One statement per rule set in force, however many members. Only settlements in ``states``
    follow; the others are left alone and counted. Running again changes nothing.
    """
    span = span_of(quarter, now)
    chosen = counted_branches(span, unit=unit, branches=branches)
    _open_settlements(chosen, span)
    settlements = Settlement.objects.of_quarter(quarter).filter(branch__in=chosen)
    held = _hold(settlements, states)
    lines = sum(
        computing.append(rule_set, branches_of(quarter, rule_set, held), span, now)
        for rule_set in RuleSet.objects.filter(settlements__in=held).distinct()
    )
    done = held.update(computed_at=now)
    return Computed(branches=done, lines=lines, kept=settlements.count() - done)


def _open_settlements(branches: BranchQuerySet, span: Span) -> None:
    """See that each branch has its settlement, under the rule set that governs it."""
    for rule_set, governed in governing(branches=branches, quarter=str(span.quarter)):
        rows = governed.values_list(
            "pk",
            Value(str(span.quarter)),
            Value(rule_set.pk),
            Value(SettlementState.OPEN.value),
            Value(""),
        )
        Statement(OPEN).filled(branches=Statement.of(rows)).run()


def _hold(
    settlements: QuerySet[Settlement], states: Sequence[SettlementState]
) -> QuerySet[Settlement]:
    """Those in ``states``, locked until the end of the transaction so that none is settled now."""
    following = settlements.filter(state__in=states)
    list(following.order_by("pk").select_for_update().values_list("pk"))
    return following
