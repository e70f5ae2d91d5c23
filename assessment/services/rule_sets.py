"""Which rule set measures which branch: the nearest unit's newest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import F, Q

from assessment.choices import RuleSetState
from assessment.models import RuleSet
from assessment.refusals import PointsRefused
from branches.models import Branch
from branches.models.branch import BranchQuerySet
from branches.paths import upwards


def governing(
    *, branches: BranchQuerySet, quarter: str
) -> Iterator[tuple[RuleSet, BranchQuerySet]]:
    """Each rule set in force in ``quarter`` with those of ``branches`` that it measures.

    The nearest unit's newest set governs; one shipped with the product, whoever has none.
    """
    sets = _newest_by_path(quarter)
    if not sets:
        raise PointsRefused("没有施行中的积分规则，请先启用一版规则。")
    for path, rule_set in sets.items():
        nearer = [other for other in sets if other != path and other.startswith(path)]
        yield rule_set, branches.filter(unit__path__startswith=path).exclude(_under_any(nearer))


def governed_by(*, rule_set: RuleSet) -> BranchQuerySet:
    """The branches that ``rule_set`` measures or would: below its unit, less nearer rule sets."""
    path = rule_set.unit.path if rule_set.unit else ""
    others = RuleSet.objects.filter(state=RuleSetState.IN_FORCE, unit__path__startswith=path)
    nearer = [
        other for other in others.values_list("unit__path", flat=True).distinct() if other != path
    ]
    within = Branch.objects.holding_meetings().filter(unit__path__startswith=path)
    return within.exclude(_under_any(nearer))


def rule_set_for(*, branch: Branch, quarter: str) -> RuleSet:
    """The rule set that measures ``branch`` in ``quarter``. One query, and one for its rules."""
    found = (
        RuleSet.objects.in_force(quarter)
        .filter(Q(unit=None) | Q(unit__path__in=upwards(branch.unit.path)))
        .order_by(F("unit__depth").desc(nulls_last=True), "-effective_from", "-version")
        .with_rules()
        .first()
    )
    if found is None:
        raise PointsRefused("没有施行中的积分规则，请先启用一版规则。")
    return found


def _newest_by_path(quarter: str) -> dict[str, RuleSet]:
    """By the tree path of the unit ("" for all): the newest set in force there."""
    rows = RuleSet.objects.in_force(quarter).select_related("unit")
    oldest_first = rows.order_by("effective_from", "version")
    return {rule_set.unit.path if rule_set.unit else "": rule_set for rule_set in oldest_first}


def _under_any(paths: list[str]) -> Q:
    conditions = (Q(unit__path__startswith=path) for path in paths)
    return reduce(or_, conditions, Q(pk__in=[]))
