"""The difference between what the records say and what the ledger says, as one statement.

For each member, rule and record the points that the facts give are added up with the negative of
the lines that stand; where the sum is not zero, that sum is the next line. So computing again adds
nothing, a fact that is gone appends a negative line, and two workers that compute at the same
moment write the same line numbers, of which the unique key lets one set in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from assessment import facts
from assessment.choices import EntryOrigin
from assessment.models import RuleSet
from assessment.roster import settled_on
from assessment.spans import Span
from assessment.statements import Statement, as_day, tenths

CORRECTED = "记录更正"

# What the computed lines already say, negated, for every rule: lines of rules that are no longer
# in force find no facts and are taken back.
STANDING = """
SELECT e.member_id AS who, e.branch_id AS place, e.rule_id AS rule, e.meeting_id AS meet,
       e.decision_id AS decided, e.occurred_on AS day, -e.points AS worth, 1 AS line_count
FROM assessment_entry e
WHERE e.quarter = %s AND e.origin = %s AND e.member_id IN (SELECT member_id FROM settled)
"""

DIFFERENCES = """
WITH settled (member_id, branch_id) AS ({settled}),
differences AS (
    SELECT who, MAX(place) AS place, rule, meet, decided, MAX(day) AS day,
           ROUND(SUM(worth), 1) AS worth, SUM(line_count) + 1 AS line
    FROM ({said}) AS said
    GROUP BY who, rule, meet, decided
    HAVING ROUND(SUM(worth), 1) <> 0
)
"""

APPEND = """
INSERT INTO assessment_entry (member_id, branch_id, rule_id, meeting_id, decision_id, occurred_on,
    points, line, source, reason, quarter, origin, created_at)
{differences}
SELECT who, place, rule, meet, decided, day, worth, line,
       CASE WHEN meet IS NULL THEN 'decision:' || decided ELSE 'meeting:' || meet END,
       CASE WHEN line = 1 THEN '' ELSE %s END, %s, %s, %s
FROM differences
WHERE true
ON CONFLICT (member_id, quarter, rule_id, source, line) DO NOTHING
"""

SHOW = """
{differences}
SELECT who, m.name, r.code, r.name, worth, line, day, meet, decided
FROM differences
JOIN members_member m ON m.id = who
JOIN assessment_rule r ON r.id = rule
ORDER BY m.name_pinyin, who, r.code, day
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A line that computing now would append."""

    member_id: int
    member_name: str
    rule_code: str
    rule_name: str
    points: Decimal
    line: int
    day: date
    meeting_id: int | None
    decision_id: int | None


def append(rule_set: RuleSet, branches: QuerySet[Any], span: Span, now: datetime) -> int:
    """Bring the computed lines of the members settled at ``branches`` up to the records.

    One statement, however many members. Returns how many lines were appended.
    """
    constants = (
        CORRECTED,
        str(span.quarter),
        EntryOrigin.COMPUTED.value,
        connection.ops.adapt_datetimefield_value(now),
    )
    return _about(rule_set, branches, span, Statement(APPEND, constants)).run()


def pending(rule_set: RuleSet, branches: QuerySet[Any], span: Span) -> list[Change]:
    """The lines that `append` would append now, by member and rule."""
    rows = _about(rule_set, branches, span, Statement(SHOW)).rows()
    return [
        Change(who, name, code, rule, tenths(worth), line, as_day(day), meeting, decision)
        for who, name, code, rule, worth, line, day, meeting, decision in rows
    ]


def _about(
    rule_set: RuleSet, branches: QuerySet[Any], span: Span, statement: Statement
) -> Statement:
    """``statement`` with the members of ``branches`` and what records and ledger say of them."""
    settled = settled_on(branches, span.settling_day).values_list("member_id", "branch_id")
    standing = Statement(STANDING, (str(span.quarter), EntryOrigin.COMPUTED.value))
    said = [Statement.of(rows) for rows in facts.of_rules(rule_set.rules.all(), span)]
    differences = Statement(DIFFERENCES).filled(
        settled=Statement.of(settled), said=Statement.union(*said, standing)
    )
    return statement.filled(differences=differences)
