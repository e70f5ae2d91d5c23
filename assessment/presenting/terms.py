"""A rule set as the pure rules of counting take it."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.models import Rule, RuleSet
from assessment.scoring import RuleTerms, Terms


def terms_of(rule_set: RuleSet, rules: Iterable[Rule], besides: Iterable[Rule] = ()) -> Terms:
    """``rule_set`` for `scoring`; ``besides`` are rules of other sets that lines still name."""
    return Terms(
        rules={
            rule.code: RuleTerms(rule.points, rule.cap, rule.is_veto) for rule in (*besides, *rules)
        },
        bands=[(band.name, band.at_least) for band in rule_set.bands.all()],
        base=rule_set.base,
        bonus_cap=rule_set.bonus_cap,
        floor=rule_set.floor,
    )
