"""Totals: always the sum of the ledger, with caps, floor and veto applied while reading.

One statement answers for one member, a branch or a whole unit. `scoring` says the same in Python
for one member whose lines are at hand; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.prepared import Prepared
from assessment import facts
from assessment.choices import EntryOrigin
from assessment.models import RuleSet
from assessment.roster import settled_on
from assessment.spans import Span
from assessment.statements import Statement, tenths
from branches.models import Branch

# Lines of the ledger, and which rule set measures whom: by the settlement of the branch.
LEDGER = """
SELECT e.member_id, e.rule_id, e.points FROM assessment_entry e
WHERE e.quarter = %s AND e.member_id IN (SELECT member_id FROM settled)
"""

KNOWN = LEDGER + "AND e.created_at <= %s"  # only what was on the ledger at a moment

# What the lines would be under another rule set: its own facts, and what people decided, moved to
# the rule of the same code.
DECIDED = """
SELECT e.member_id, COALESCE(n.id, e.rule_id), e.points
FROM assessment_entry e
JOIN assessment_rule o ON o.id = e.rule_id
LEFT JOIN assessment_rule n ON n.code = o.code AND n.rule_set_id = %s
WHERE e.quarter = %s AND e.origin <> %s AND e.member_id IN (SELECT member_id FROM settled)
"""

TOTALS = """
WITH settled (member_id, branch_id) AS ({settled}),
measured AS (
    SELECT s.member_id, s.branch_id, st.id AS settlement_id, rs.id AS rule_set_id,
           rs.base, rs.bonus_cap, rs.floor
    FROM settled s
    JOIN assessment_settlement st ON st.branch_id = s.branch_id AND st.quarter = {quarter}
    JOIN assessment_ruleset rs ON rs.id = {rule_set}
),
lines (member_id, rule_id, points) AS ({lines}),
by_rule AS (
    SELECT member_id, rule_id, SUM(points) AS points FROM lines GROUP BY member_id, rule_id
),
capped AS (
    SELECT b.member_id,
           SUM(CASE WHEN r.basis = 'veto' OR r.points < 0 THEN 0
                    ELSE {least}(b.points, COALESCE(r.cap, b.points)) END) AS bonus,
           SUM(CASE WHEN r.basis = 'veto' OR r.points > 0 THEN 0
                    ELSE {greatest}(b.points, COALESCE(-r.cap, b.points)) END) AS deduction,
           MAX(CASE WHEN r.basis = 'veto' AND b.points <> 0 THEN 1 ELSE 0 END) AS vetoed
    FROM by_rule b JOIN assessment_rule r ON r.id = b.rule_id
    GROUP BY b.member_id
)
SELECT t.*, COALESCE((
    SELECT b.name FROM assessment_band b
    WHERE b.rule_set_id = t.rule_set_id AND b.at_least <= t.total
    ORDER BY b.at_least DESC LIMIT 1
), '') AS band
FROM (
    SELECT m.member_id, m.branch_id, m.settlement_id, m.rule_set_id,
           COALESCE(c.vetoed, 0) AS vetoed,
           ROUND(CASE WHEN c.vetoed = 1 THEN 0
                      ELSE {greatest}(m.floor, m.base + {least}(m.bonus_cap, COALESCE(c.bonus, 0))
                                               + COALESCE(c.deduction, 0)) END, 1) AS total
    FROM measured m LEFT JOIN capped c ON c.member_id = m.member_id
) AS t
"""

LISTED = """
SELECT t.member_id, m.name, t.branch_id, t.total, t.band, t.vetoed
FROM ({totals}) AS t JOIN members_member m ON m.id = t.member_id
ORDER BY t.branch_id, m.name_pinyin, m.id
"""

COUNTED = "SELECT t.band, COUNT(*) FROM ({totals}) AS t GROUP BY t.band"

COMPARED = """
SELECT a.member_id, m.name, br.name, a.total, b.total, a.band, b.band
FROM ({before}) AS a JOIN ({after}) AS b ON b.member_id = a.member_id
JOIN members_member m ON m.id = a.member_id
JOIN branches_branch br ON br.id = a.branch_id
WHERE a.total <> b.total OR a.band <> b.band
ORDER BY br.name, m.name_pinyin, m.id
"""

SNAPSHOT = """
INSERT INTO assessment_standing (settlement_id, member_id, total, band, vetoed, up_to)
SELECT t.settlement_id, t.member_id, t.total, t.band, t.vetoed = 1,
       (SELECT COALESCE(MAX(e.id), 0) FROM assessment_entry e
        WHERE e.member_id = t.member_id AND e.quarter = {quarter})
FROM ({totals}) AS t
WHERE true
ON CONFLICT (settlement_id, member_id) DO UPDATE
SET total = excluded.total, band = excluded.band, vetoed = excluded.vetoed, up_to = excluded.up_to
"""


@dataclass(frozen=True, slots=True)
class Total:
    """What the ledger gives for one member."""

    member_id: int
    name: str
    branch_id: int
    total: Decimal
    band: str
    vetoed: bool


@dataclass(frozen=True, slots=True)
class Shift:
    """A member whom another rule set would give another total or band."""

    member_id: int
    name: str
    branch: str
    before: Decimal
    after: Decimal
    band_before: str
    band_after: str

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def of_members(branches: QuerySet[Any], span: Span, as_of: datetime | None = None) -> list[Total]:
    """The totals of all members settled at ``branches``, by branch and name; with ``as_of``, from
    the lines that stood on the ledger at that moment."""
    totals = _live(branches, span, as_of)
    return [_total(row) for row in Statement(LISTED).filled(totals=totals).rows()]


def of_member(member_id: int, *, branch: int, span: Span) -> Total | None:
    """The total of one member, if settled at ``branch``."""
    settled = _SETTLED.sql(member=member_id, branches=[branch], day=span.settling_day)
    ledger = Statement(LEDGER, (str(span.quarter),))
    measured = _measured(Statement.made(*settled), span, Statement("st.rule_set_id"), ledger)
    return next(map(_total, Statement(LISTED).filled(totals=measured).planned_rows()), None)


_SETTLED: Prepared[Any] = Prepared(
    lambda member, branches, day: (
        settled_on(Branch.objects.filter(pk__in=branches), day)
        .filter(member_id=member)
        .values_list("member_id", "branch_id")
    )
)


def by_band(branches: QuerySet[Any], span: Span, as_of: datetime | None = None) -> dict[str, int]:
    """How many members of ``branches`` stand in which band, as `of_members` lists them."""
    return dict(Statement(COUNTED).filled(totals=_live(branches, span, as_of)).rows())


def snapshot(branches: QuerySet[Any], span: Span) -> int:
    """Write the standings of all members settled at ``branches``; how many."""
    quarter = Statement("%s", (str(span.quarter),))
    return Statement(SNAPSHOT).filled(quarter=quarter, totals=_live(branches, span)).run()


def shifts(rule_set: RuleSet, branches: QuerySet[Any], span: Span) -> list[Shift]:
    """Who at ``branches`` would stand otherwise if ``rule_set`` measured the quarter."""
    before, after = _live(branches, span), _supposed(rule_set, branches, span)
    rows = Statement(COMPARED).filled(before=before, after=after).rows()
    return [
        Shift(member_id, name, branch, tenths(old), tenths(new), old_band, new_band)
        for member_id, name, branch, old, new, old_band, new_band in rows
    ]


def _live(branches: QuerySet[Any], span: Span, as_of: datetime | None = None) -> Statement:
    """Totals by the ledger and the rule set of each branch's settlement."""
    ledger = Statement(LEDGER, (str(span.quarter),))
    if as_of is not None:
        moment = connection.ops.adapt_datetimefield_value(as_of)
        ledger = Statement(KNOWN, (str(span.quarter), moment))
    return _totals(branches, span, Statement("st.rule_set_id"), ledger)


def _supposed(rule_set: RuleSet, branches: QuerySet[Any], span: Span) -> Statement:
    """Totals as ``rule_set`` would count the records; nothing is written."""
    counted = [
        Statement.of(rows.values_list("who", "rule", "worth"))
        for rows in facts.of_rules(rule_set.rules.all(), span)
    ]
    constants = (rule_set.pk, str(span.quarter), EntryOrigin.COMPUTED.value)
    lines = Statement.union(*counted, Statement(DECIDED, constants))
    return _totals(branches, span, Statement("%s", (rule_set.pk,)), lines)


def _totals(
    branches: QuerySet[Any], span: Span, rule_set: Statement, lines: Statement
) -> Statement:
    settled = settled_on(branches, span.settling_day).values_list("member_id", "branch_id")
    return _measured(Statement.of(settled), span, rule_set, lines)


def _total(row: tuple[Any, ...]) -> Total:
    member_id, name, branch_id, total, band, vetoed = row
    return Total(member_id, name, branch_id, tenths(total), band, bool(vetoed))


def _measured(settled: Statement, span: Span, rule_set: Statement, lines: Statement) -> Statement:
    in_sqlite = connection.vendor == "sqlite"
    return Statement(TOTALS).filled(
        settled=settled,
        quarter=Statement("%s", (str(span.quarter),)),
        rule_set=rule_set,
        lines=lines,
        least=Statement("MIN" if in_sqlite else "LEAST"),
        greatest=Statement("MAX" if in_sqlite else "GREATEST"),
    )
