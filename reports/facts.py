"""What the database knows of branches, read in a few statements.

Boards and homes judge hundreds of branches at once, so nothing here makes an object per record and
no statement is sent per branch. Of thousands of branches only a few dozen differ in anything that
matters: the database writes down what is known of each as a text, equal where branches are alike,
and the rules judge every text once. It is written in SQL: the same questions put through the ORM
cost more to compose than to answer. Who sees what is decided by the caller, who passes the
branches; nothing here widens that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet, TextChoices

from accounts.models import User
from accounts.prepared import Prepared
from branches.choices import BranchKind, Role
from branches.models import Branch
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from meetings.cadence import Board, BranchFacts, Span
from meetings.choices import ANSWERS, ENTERED, ENTERING, MeetingState, ReviewAction
from members.choices import MembershipKind, Stage

DEPUTY = "副书记"  # a branch without a committee may have one beside its secretary (第二十条)


class BranchLine(NamedTuple):
    """One branch as a board shows it; ``path`` is that of its unit in the tree."""

    pk: int
    code: str
    name: str
    kind: str
    founded_on: date
    dissolved_on: date | None
    path: str


def branch_lines(branches: BranchQuerySet, period: Period) -> list[BranchLine]:
    """Those of ``branches`` that hold meetings and exist on a day of the period, by unit."""
    return [BranchLine(*row) for row in _lines(branches, period.begins, period.ends)]


def lines_below(user: User, path: str, period: Period) -> list[BranchLine]:
    """The same of the branches that ``user`` sees on or below the unit at ``path``."""
    first, last = period.begins, period.ends
    return [BranchLine(*row) for row in _LINES.rows(user=user, path=path, first=first, last=last)]


def _lines(branches: BranchQuerySet, first: date, last: date) -> QuerySet[Any, Any]:
    return (
        branches.holding_meetings()
        .existing_within(first, last)
        .order_by("unit__path", "pk")
        .values_list("pk", "code", "name", "kind", "founded_on", "dissolved_on", "unit__path")
    )


_LINES: Prepared[Any] = Prepared(
    lambda user, path, first, last: _lines(
        Branch.objects.visible_to(user).filter(unit__path__startswith=path), first, last
    )
)


# What a branch owes by, and what it has on record

_LISTED = {
    "postgresql": "unnest(%s::bigint[]) AS given(id)",
    "sqlite": "(SELECT value AS id FROM json_each(%s)) AS given",
}
_JOINED = {"postgresql": "string_agg", "sqlite": "group_concat"}
# One row per branch. Groups are written ``founded/dissolved``, records ``kind/yy-mm/what/group``
# with the place of the group among those of its branch: texts in which like branches are equal.
_KNOWN = """
WITH listed AS (
  SELECT id, EXISTS (
    SELECT 1 FROM branches_appointment AS a WHERE a.branch_id = given.id AND a.role = %s
      AND a.post <> %s AND a.since <= %s AND (a.until IS NULL OR a.until >= %s)
  ) AS led FROM {listed}
)
SELECT listed.id, led, CASE WHEN led THEN 0 ELSE (
    SELECT COUNT(*) FROM members_membership AS s JOIN members_member AS m ON m.id = s.member_id
    WHERE s.branch_id = listed.id AND s.kind = %s AND s.since <= %s
      AND (s.until IS NULL OR s.until >= %s) AND m.stage = %s
  ) END, COALESCE((
    SELECT {joined}(
      CAST(g.founded_on AS text) || '/' || COALESCE(CAST(g.dissolved_on AS text), ''), ' ')
    FROM branches_group AS g WHERE g.branch_id = listed.id
      AND g.founded_on <= %s AND (g.dissolved_on IS NULL OR g.dissolved_on >= %s)
  ), ''), COALESCE(held.records, '')
FROM listed LEFT JOIN (
  SELECT branch_id, {joined}(
    kind || '/' || substr(CAST(held_on AS text), 3, 5) || CASE
      WHEN state IN ({entered}) THEN '/entered/'
      WHEN state = {not_held} THEN '/not_held/' ELSE '/noted/'
    END || CASE WHEN group_id IS NULL THEN '' ELSE CAST((
      SELECT COUNT(*) FROM branches_group AS g
      WHERE g.branch_id = c.branch_id AND g.id <= c.group_id
    ) AS text) END, ' ') AS records
  FROM ({credits}) AS c GROUP BY branch_id
) AS held ON held.branch_id = listed.id"""
_CREDITS = """
SELECT c.branch_id, c.kind, c.held_on, c.state, c.group_id
FROM listed JOIN meetings_credit AS c ON c.branch_id = listed.id
WHERE c.kind IN ({kinds}) AND c.held_on BETWEEN %s AND %s"""
# The same as it stood on record at a moment; `statistics.as_of` says it of meetings. What a partner
# answers is no step of the record itself, but counts for the partner's branch from then on.
_CREDITS_AS_OF = """
SELECT c.branch_id, c.kind, c.held_on, CASE
    WHEN COALESCE((
        SELECT r.action FROM meetings_review r WHERE r.meeting_id = c.meeting_id AND r.at <= %s
        AND r.action NOT IN ({answers}) ORDER BY r.at DESC, r.id DESC LIMIT 1
    ), CASE WHEN c.state IN ({entered})
            AND COALESCE(m.handed_in_at, m.recorded_at) <= %s THEN {hand_in} END
    ) IN ({entering}) THEN {accepted}
    WHEN c.state = {not_held} THEN {not_held} ELSE {draft} END AS state, c.group_id
FROM listed JOIN meetings_credit AS c ON c.branch_id = listed.id
JOIN meetings_meeting m ON m.id = c.meeting_id
WHERE m.recorded_at <= %s AND NOT EXISTS (
    SELECT 1 FROM meetings_partner p
    WHERE p.meeting_id = c.meeting_id AND p.branch_id = c.branch_id AND p.answered_at > %s
) AND c.kind IN ({kinds}) AND c.held_on BETWEEN %s AND %s"""


def _quoted(*values: TextChoices) -> str:
    """As they stand in a statement: ``'handed_in', 'accepted'``."""
    return ", ".join(f"'{value.value}'" for value in values)


# The states and steps that the statements name.
_WORDS = {
    "entered": _quoted(*ENTERED),
    "not_held": _quoted(MeetingState.CANCELLED),
    "accepted": _quoted(MeetingState.ACCEPTED),
    "draft": _quoted(MeetingState.DRAFT),
    "hand_in": _quoted(ReviewAction.HAND_IN),
    "entering": _quoted(*ENTERING),
    "answers": _quoted(*ANSWERS),
}


class Known(NamedTuple):
    """What is known of a branch. ``members``, the full ones, count only where none is ``led``."""

    led: bool = False
    members: int = 0
    groups: str = ""
    records: str = ""

    def facts(self, line: BranchLine) -> BranchFacts:
        """As the rules take it."""
        return BranchFacts(
            Span(line.founded_on, line.dissolved_on),
            line.kind == BranchKind.TEMPORARY,
            bool(self.led),
            self.members,
            tuple(_span(written) for written in self.groups.split()),
        )


def known_of(
    lines: Collection[BranchLine],
    boards: Collection[Board],
    *,
    day: date,
    as_of: datetime | None = None,
) -> dict[int, Known]:
    """What is known of each branch, for the boards that are to judge them. One query.

    Committee and full members are those of ``day``; groups those that exist while a board looks,
    and likewise the records, with ``as_of`` as they stood at that moment.
    """
    if not lines:
        return {}
    first, last = min(board.begins for board in boards), max(board.ends for board in boards)
    windows = list(_windows(boards).items())
    template = _CREDITS if as_of is None else _CREDITS_AS_OF
    moments = () if as_of is None else (connection.ops.adapt_datetimefield_value(as_of),) * 4
    statement = _KNOWN.format(
        listed=_LISTED[connection.vendor],
        joined=_JOINED[connection.vendor],
        **_WORDS,
        credits=" UNION ALL ".join(
            template.format(kinds=", ".join(["%s"] * len(kinds)), **_WORDS) for _, kinds in windows
        )
        or _CREDITS.format(kinds="NULL"),
    )
    ids: Any = [line.pk for line in lines]
    values = (
        *(Role.COMMITTEE_MEMBER.value, DEPUTY, day, day),
        ids if connection.vendor == "postgresql" else json.dumps(ids),
        *(MembershipKind.FULL.value, day, day, Stage.FULL.value),
        *(last, first),
        *(value for days, kinds in windows for value in (*moments, *kinds, *days)),
        *(() if windows else (first, last)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: Known(*row[1:]) for row in cursor}


def _windows(boards: Iterable[Board]) -> dict[tuple[date, date], list[str]]:
    """From when to when which kinds are looked at; where boards differ, the widest."""
    widest: dict[str, tuple[date, date]] = {}
    for board in boards:
        for kind, slots in board.windows.items():
            first, last = widest.get(kind, (slots[0].begins, slots[-1].ends))
            widest[kind] = min(first, slots[0].begins), max(last, slots[-1].ends)
    found: defaultdict[tuple[date, date], list[str]] = defaultdict(list)
    for kind, days in widest.items():
        found[days].append(kind)
    return found


def _span(written: str) -> Span:
    founded, _, dissolved = written.partition("/")
    return Span(date.fromisoformat(founded), date.fromisoformat(dissolved) if dissolved else None)
