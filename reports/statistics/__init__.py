"""The catalogue of statistics: one declaration each, in modules by noun.

To add one, declare it in the module of its noun; to add a noun, name its module here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from reports.statistics import (
    attendance,
    balance,
    development,
    duties,
    growth,
    life,
    members,
    organisations,
    people,
    points,
    surveys,
    yearly,
)
from reports.statistics.base import ALSO, EACH, NO_KEY, Line, Listed, Rate, Statistic, Table
from reports.statistics.nouns import Noun
from reports.statistics.question import Place, Question

MODULES = (
    people,
    members,
    balance,
    yearly,
    organisations,
    development,
    life,
    attendance,
    points,
    duties,
    growth,
    surveys,
)
CATALOGUE: Mapping[str, Statistic] = {
    one.code: one for one in chain.from_iterable(module.CATALOGUE for module in MODULES)
}


def by_noun() -> list[tuple[Noun, list[Statistic]]]:
    """The catalogue as a page shows it; nouns without statistics are left out."""
    found = [(noun, [one for one in CATALOGUE.values() if one.noun is noun]) for noun in Noun]
    return [(noun, statistics) for noun, statistics in found if statistics]


__all__ = [
    "ALSO",
    "CATALOGUE",
    "EACH",
    "NO_KEY",
    "Line",
    "Listed",
    "Noun",
    "Place",
    "Question",
    "Rate",
    "Statistic",
    "Table",
    "by_noun",
]
