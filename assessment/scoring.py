"""A member's quarter: what the lines of the ledger come to. Pure.

    total = base + bonus (each rule at most its cap, together at most the bonus cap) + deductions

never below the floor; a veto makes it nought. The ledger keeps every line as it happened and caps
only bound the sum, so that a correction is always one more line. All figures are Decimals of points
with one place. There is no regulation behind points: they only inform the appraisal of members.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

NOUGHT = Decimal(0)
TENTH = Decimal("0.1")


class RuleTerms(NamedTuple):
    """Of one rule: points of an occasion (below nought for a deduction), cap, and if it is a veto.

    ``cap`` bounds what the rule comes to in a quarter, as a positive number in either direction.
    """

    points: Decimal
    cap: Decimal | None = None
    veto: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule set: its rules by code, and bands as (name, lowest total) in any order."""

    rules: Mapping[str, RuleTerms]
    bands: Sequence[tuple[str, Decimal]]
    base: Decimal = Decimal(60)
    bonus_cap: Decimal = Decimal(40)
    floor: Decimal = NOUGHT

    def band_of(self, total: Decimal) -> str:
        """The name of the highest band that the total reaches; empty below them all."""
        reached = [(lowest, name) for name, lowest in self.bands if lowest <= total]
        return max(reached)[1] if reached else ""


class Line(NamedTuple):
    """A line of the ledger: which rule, how many points. Corrections are lines like any other."""

    rule: str
    points: Decimal


class RuleScore(NamedTuple):
    """What the lines of one rule add up to, and how much of that counts under its cap."""

    rule: str
    points: Decimal
    counted: Decimal

    @property
    def is_capped(self) -> bool:
        """Whether the cap took something away."""
        return self.points != self.counted


@dataclass(frozen=True, slots=True)
class Score:
    """How a total came about.

    ``bonus`` and ``deduction`` are sums after the caps of rules; of ``bonus``, ``bonus_counted``
    is left by the bonus cap. ``by_rule`` is in order of codes and holds rules that have lines.
    """

    total: Decimal
    band: str
    base: Decimal
    bonus: Decimal
    bonus_counted: Decimal
    deduction: Decimal
    vetoed: bool
    by_rule: tuple[RuleScore, ...]


def score(terms: Terms, lines: Iterable[Line]) -> Score:
    """The total of one member's quarter. A line of a rule that the set lacks raises KeyError."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.rule] = sums.get(line.rule, NOUGHT) + line.points
    by_rule = [_rule_score(terms, code, sums[code]) for code in sorted(sums)]
    bonus = sum((each.counted for each in by_rule if terms.rules[each.rule].points > 0), NOUGHT)
    deduction = sum((each.counted for each in by_rule if terms.rules[each.rule].points < 0), NOUGHT)
    counted = min(bonus, terms.bonus_cap)
    vetoed = any(terms.rules[code].veto and points for code, points in sums.items())
    total = NOUGHT if vetoed else max(terms.floor, terms.base + counted + deduction)
    return Score(
        total=total,
        band=terms.band_of(total),
        base=terms.base,
        bonus=bonus,
        bonus_counted=counted,
        deduction=deduction,
        vetoed=vetoed,
        by_rule=tuple(by_rule),
    )


def _rule_score(terms: Terms, code: str, points: Decimal) -> RuleScore:
    rule = terms.rules[code]
    if rule.veto:
        return RuleScore(code, points, NOUGHT)
    if rule.cap is None:
        return RuleScore(code, points, points)
    bound = min(points, rule.cap) if rule.points > 0 else max(points, -rule.cap)
    return RuleScore(code, points, bound)


def room(terms: Terms, found: Score) -> dict[str, Decimal]:
    """By rule, how much more it could still add to the total this quarter; nothing after a veto.

    Rules without a cap and all together are bounded by what the bonus cap leaves.
    """
    left = max(NOUGHT, terms.bonus_cap - found.bonus)
    counted = {each.rule: each.counted for each in found.by_rule}
    return {
        code: min(left, left if rule.cap is None else rule.cap - counted.get(code, NOUGHT))
        for code, rule in terms.rules.items()
        if rule.points > 0 and not rule.veto and not found.vetoed
    }


def yearly(quarters: Sequence[Decimal]) -> Decimal | None:
    """The year's points: the mean of its settled quarters, to a tenth; ``None`` without any."""
    if not quarters:
        return None
    return (sum(quarters, NOUGHT) / len(quarters)).quantize(TENTH, ROUND_HALF_UP)


def twice_below(quarters: Sequence[Decimal], passing: Decimal) -> bool:
    """Whether two quarters running, oldest first, stayed below ``passing`` (支委会专题研究)."""
    return any(one < passing and next_one < passing for one, next_one in pairwise(quarters))


def excellent_at_most(members: int, share: Fraction = Fraction(1, 3)) -> int:
    """How many of so many members may be graded 优秀, rounded down (DA.excellent_share).

    Probationary members take part in the appraisal without a grade.
    """
    return int(members * share)
