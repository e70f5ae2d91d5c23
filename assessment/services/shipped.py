"""The rule set that comes with the product: a proposal that the office copies and edits."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from assessment.choices import Basis, RuleSetState
from assessment.models import Band, Rule, RuleSet

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "rs_fire_default.toml"


@transaction.atomic
def load_shipped_rules() -> RuleSet | None:
    """Put the shipped rule set in force for whoever has none of their own; ``None`` if it is there.

    Safe to run again. A version that is in the database is never altered, since points were counted
    by it: a change of the file comes with a new version.
    """
    data = shipped_rules()
    given = data["rule_set"]
    if RuleSet.objects.filter(unit=None, version=given["version"]).exists():
        return None
    rule_set = RuleSet(**given, state=RuleSetState.IN_FORCE)
    rule_set.full_clean()
    rule_set.save()
    rows = [Rule(rule_set=rule_set, **_rule(each)) for each in data["rules"]]
    bands = [Band(rule_set=rule_set, **each) for each in data["bands"]]
    for row in [*rows, *bands]:
        row.full_clean()
    Rule.objects.bulk_create(rows)
    Band.objects.bulk_create(bands)
    return rule_set


def shipped_rules() -> dict[str, Any]:
    """The shipped file: ``rule_set``, ``rules`` and ``bands``; numbers are whole or Decimals."""
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"), parse_float=Decimal)


def _rule(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"basis": Basis(given["basis"]), "kinds": " ".join(given.get("kinds", []))}
