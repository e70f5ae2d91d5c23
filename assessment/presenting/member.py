"""A member's quarter: total, why, what changed, what can still be earned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from accounts.prepared import Prepared
from accounts.ui.words import signed
from assessment import scoring
from assessment.choices import ClaimState, SettlementState
from assessment.models import Claim, Objection, Rule, RuleSet, Settlement, Standing
from assessment.presenting import ledger
from assessment.presenting.places import settled_branch, settlement_of
from assessment.presenting.terms import terms_of
from assessment.refusals import PointsRefused
from assessment.services.rule_sets import rule_set_for
from assessment.wording import plain
from branches.calendar import day_label
from branches.models import Branch
from branches.periods import Period
from members.models import Member

LATELY = timedelta(days=7)
QUARTERS_SHOWN = 4


_RULES = Prepared(lambda rule_set: Rule.objects.filter(rule_set=rule_set))
_WAITING = Prepared(
    lambda member, quarter: Claim.objects.filter(
        member=member, quarter=quarter, state=ClaimState.WAITING
    ).select_related("rule")
)
_PUBLISHED = Prepared(
    lambda member, quarters: (
        Standing.objects.filter(member=member, settlement__quarter__in=quarters)
        .published()
        .values_list("settlement__quarter", "total")
    )
)


@dataclass(frozen=True, slots=True)
class Chance:
    """A rule under which points can still be earned."""

    rule: Rule
    room: Decimal

    @property
    def points(self) -> str:
        """``+3`` or ``+3 至 15``."""
        upper = f" 至 {plain(self.rule.points_to)}" if self.rule.points_to else ""
        return f"+{plain(self.rule.points)}{upper}"


class MemberQuarter:
    """What the page of one member and quarter shows. The number of queries is fixed."""

    def __init__(self, member: Member, quarter: Period, now: datetime, today: date) -> None:
        self.member, self.quarter, self.now, self.today = member, quarter, now, today

    @cached_property
    def branch(self) -> Branch | None:
        """Where the quarter is settled: the relation on its last day, else the latest place."""
        if self.settlement is not None:
            return self.settlement.branch
        return settled_branch(self.member, self._day)

    @cached_property
    def settlement(self) -> Settlement | None:
        """That of the branch; None before the quarter is first counted there. One query."""
        return settlement_of(self.member, str(self.quarter), self._day)

    @property
    def _day(self) -> date:
        return min(self.quarter.ends, self.today)

    @cached_property
    def rule_set(self) -> RuleSet | None:
        """The one that measures; None where nobody is measured."""
        if self.settlement is not None:
            return self.settlement.rule_set
        if self.branch is None:
            return None
        try:
            return rule_set_for(branch=self.branch, quarter=str(self.quarter))
        except PointsRefused:
            return None

    @cached_property
    def rules(self) -> list[Rule]:
        return list(_RULES.instances(rule_set=self.rule_set.pk)) if self.rule_set else []

    @cached_property
    def entries(self) -> list[ledger.Row]:
        return ledger.rows_of(self.member, str(self.quarter))

    @cached_property
    def measure(self) -> dict[int, Rule]:
        """Rules by id: those of the rule set, and any other that a line still names."""
        known = {rule.pk: rule for rule in self.rules}
        others = {row.rule_id for row in self.entries} - known.keys()
        if others:
            known = {**{rule.pk: rule for rule in Rule.objects.filter(pk__in=others)}, **known}
        return known

    @cached_property
    def terms(self) -> scoring.Terms | None:
        if self.rule_set is None:
            return None
        return terms_of(self.rule_set, self.rules, besides=self.measure.values())

    @cached_property
    def score(self) -> scoring.Score | None:
        if self.terms is None:
            return None
        lines = [scoring.Line(self.measure[row.rule_id].code, row.points) for row in self.entries]
        return scoring.score(self.terms, lines)

    @cached_property
    def groups(self) -> list[ledger.Group]:
        """By rule, in order of codes; rules without a line are left out."""
        if self.score is None:
            return []
        by_code: dict[str, list[ledger.Row]] = {}
        for row in self.entries:
            by_code.setdefault(self.measure[row.rule_id].code, []).append(row)
        rules = {rule.code: rule for rule in self.measure.values()}
        return [
            ledger.group(rules[each.rule], by_code[each.rule], each, self.now - LATELY)
            for each in self.score.by_rule
        ]

    @cached_property
    def chances(self) -> list[Chance]:
        """What can still be earned, while the quarter's ledger is open."""
        if self.terms is None or self.score is None or not self.is_open:
            return []
        room = scoring.room(self.terms, self.score)
        return [Chance(rule, room[rule.code]) for rule in self.rules if room.get(rule.code)]

    @property
    def is_open(self) -> bool:
        return self.settlement is None or self.settlement.is_live

    @cached_property
    def lately(self) -> list[ledger.Row]:
        """Lines that were written in the last seven days."""
        return [entry for entry in self.entries if entry.created_at >= self.now - LATELY]

    @property
    def lately_sum(self) -> Decimal:
        return sum((entry.points for entry in self.lately), Decimal(0))

    @property
    def change(self) -> str:
        """``近 7 天新记入 +4 分``, by the day on which the line was written."""
        if not self.lately:
            return "近 7 天没有新记入"
        return f"近 7 天新记入 {signed(self.lately_sum)} 分，{len(self.lately)} 条记录"

    @property
    def total(self) -> str:
        return plain(self.score.total) if self.score else ""

    @property
    def deducted(self) -> Decimal:
        return -self.score.deduction if self.score else Decimal(0)

    @property
    def as_of(self) -> datetime | None:
        """When the records were last counted."""
        return self.settlement.computed_at if self.settlement else None

    @cached_property
    def bands(self) -> list[tuple[str, str]]:
        """Names and ranges, the best first, for components/facts.html."""
        if self.terms is None:
            return []
        lines = sorted(((low, name) for name, low in self.terms.bands), reverse=True)
        ranges = [f"{plain(lines[0][0])} 分以上"] if lines else []
        ranges += [
            f"{plain(low)} 分以上，不到 {plain(above)} 分" if low else f"不到 {plain(above)} 分"
            for (above, _), (low, _) in pairwise(lines)
        ]
        return [(name, words) for (_, name), words in zip(lines, ranges, strict=True)]

    @property
    def band_range(self) -> str:
        return dict(self.bands).get(self.score.band, "") if self.score else ""

    @cached_property
    def waiting(self) -> list[Claim]:
        """Claims on which nobody has decided yet: not counted."""
        return list(_WAITING.instances(member=self.member.pk, quarter=str(self.quarter)))

    @cached_property
    def objections(self) -> list[Objection]:
        if self.settlement is None or self.settlement.is_live:
            return []
        found = self.settlement.objections.filter(member=self.member)
        return list(found.select_related("entry__rule", "entry__meeting"))

    @property
    def takes_objections(self) -> bool:
        return self.settlement is not None and self.settlement.takes_objections_on(self.today)

    @property
    def objecting(self) -> str:
        """When one may object: later, now, or no more."""
        if self.settlement is None or self.settlement.is_live:
            return f"{self.quarter.label}结算公示后可以提出异议，公示时会通知你。"
        until = self.settlement.objections_until
        if self.takes_objections and until:
            return f"有不同意见，{day_label(until)}前可以提出异议。"
        return f"{self.quarter.label}的异议时间已过。"

    @cached_property
    def status(self) -> tuple[str, str]:
        """Key and words for the state of the quarter."""
        if self.settlement is None:
            return "open", "积分中"
        if self.settlement.state == SettlementState.PUBLISHED:
            until = self.settlement.objections_until
            return "published", f"公示中，{until:%-m月%-d日}止" if until else "公示中"
        return self.settlement.state, self.settlement.get_state_display()

    @cached_property
    def chart(self) -> dict[str, Any]:
        """The totals of four quarters, for components/chart.html."""
        quarters = [self.quarter.shifted(step) for step in range(1 - QUARTERS_SHOWN, 1)]
        known = self._published(quarters[:-1])
        totals = [known.get(str(each)) for each in quarters[:-1]]
        latest = self.score.total if self.score else None
        return {
            "id": "points-trend",
            "title": "近四个季度",
            "kind": "line",
            "note": "已公示的季度取公示分，本季度取当前分。",
            "categories": [each.label for each in quarters],
            "category_label": "季度",
            "series": [{"name": "积分", "data": [_number(total) for total in (*totals, latest)]}],
            "urls": [f"?period={each}" for each in quarters],
            "unit": "分",
            "size": "short",
        }

    def _published(self, quarters: Iterable[Period]) -> dict[str, Decimal]:
        asked = [str(each) for each in quarters]
        return dict(_PUBLISHED.rows(member=self.member.pk, quarters=asked))


def _number(total: Decimal | None) -> float | None:
    return None if total is None else float(total)
