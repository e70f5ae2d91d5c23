"""A rule set as the pure rules of counting take it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.prepared import Prepared
from assessment.models import Band, Rule, RuleSet
from assessment.scoring import RuleTerms, Terms

_BANDS: Prepared[Any] = Prepared(
    lambda rule_set: Band.objects.filter(rule_set=rule_set).values_list("name", "at_least")
)


def terms_of(rule_set: RuleSet, rules: Iterable[Rule], besides: Iterable[Rule] = ()) -> Terms:
    """``rule_set`` for `scoring`; ``besides`` are rules of other sets that lines still name."""
    return Terms(
        rules={
            rule.code: RuleTerms(rule.points, rule.cap, rule.is_veto) for rule in (*besides, *rules)
        },
        bands=list(_BANDS.rows(rule_set=rule_set.pk)),
        base=rule_set.base,
        bonus_cap=rule_set.bonus_cap,
        floor=rule_set.floor,
    )
