"""What the database knows of branches, read in a few statements.

Boards and homes judge hundreds of branches at once, so nothing here makes an object per row and no
statement is sent per branch. It is written in SQL: the same questions put through the ORM cost more
to compose than to answer. Who sees what is decided by the caller, who passes the branches; nothing
here widens that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.prepared import Prepared
from branches.choices import BranchKind, Role
from branches.models import Branch
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from meetings.cadence import Board, Body, BranchFacts, Requirement, Span, Tally
from meetings.choices import ENTERED, MeetingState
from members.choices import MembershipKind, Stage

DEPUTY = "副书记"  # a branch without a committee may have one beside its secretary (第二十条)
Key = tuple[int, str]  # branch and kind


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


# What decides on what a branch owes

_COMMITTEE = """
  SELECT 1 FROM branches_appointment AS a WHERE a.branch_id = listed.id AND a.role = %s
    AND a.post <> %s AND a.since <= %s AND (a.until IS NULL OR a.until >= %s)"""
# Three kinds of rows: lives of groups; branches with a committee; full members of the others.
_BODIES = f"""
SELECT 'group', listed.id, g.founded_on, g.dissolved_on, 0
FROM {{listed}} JOIN branches_group AS g ON g.branch_id = listed.id
WHERE g.founded_on <= %s AND (g.dissolved_on IS NULL OR g.dissolved_on >= %s)
UNION ALL
SELECT 'committee', listed.id, NULL, NULL, 0 FROM {{listed}} WHERE EXISTS ({_COMMITTEE})
UNION ALL
SELECT 'members', s.branch_id, NULL, NULL, COUNT(*)
FROM (SELECT listed.id FROM {{listed}} WHERE NOT EXISTS ({_COMMITTEE})) AS small
JOIN members_membership AS s ON s.branch_id = small.id
WHERE s.kind = %s AND s.since <= %s AND (s.until IS NULL OR s.until >= %s)
  AND (SELECT m.stage FROM members_member AS m WHERE m.id = s.member_id) = %s
GROUP BY s.branch_id"""  # noqa: S608 - put together from constants


def branch_facts(
    lines: Collection[BranchLine], *, day: date, first: date, last: date
) -> dict[int, BranchFacts]:
    """What decides on what each branch owes. One query.

    Committee and full members are those of ``day``, groups those that exist from ``first`` to
    ``last``. Members are counted only where there is no committee: elsewhere they decide nothing.
    """
    groups: defaultdict[int, list[Span]] = defaultdict(list)
    led: set[int] = set()
    members: dict[int, int] = {}
    for what, branch, founded, dissolved, count in _bodies(lines, day, first, last):
        if what == "group":
            groups[branch].append(Span(founded, dissolved))
        elif what == "committee":
            led.add(branch)
        else:
            members[branch] = count
    return {
        pk: BranchFacts(
            Span(founded, dissolved),
            kind == BranchKind.TEMPORARY,
            pk in led,
            members.get(pk, 0),
            tuple(groups[pk]) if pk in groups else (),
        )
        for pk, _, _, kind, founded, dissolved, _ in lines
    }


def _bodies(
    lines: Collection[BranchLine], day: date, first: date, last: date
) -> list[tuple[str, int, date | None, date | None, int]]:
    ids = [line.pk for line in lines]
    committee = (Role.COMMITTEE_MEMBER.value, DEPUTY, day, day)
    members = (MembershipKind.FULL.value, day, day, Stage.FULL.value)
    return _fetch(_BODIES, ids, last, first, ids, *committee, ids, *committee, *members)


# Meetings

_CREDITS = """
SELECT {number}, branch_id, kind, held_on, state, group_id
FROM {listed} JOIN meetings_credit ON branch_id = listed.id
WHERE kind IN ({kinds}) AND held_on BETWEEN %s AND %s"""
# The same as it stood on record at a moment; `statistics.as_of` says it of meetings. What a partner
# answers is no step of the record itself, but counts for the partner's branch from then on.
_CREDITS_AS_OF = """
SELECT {number}, c.branch_id, c.kind, c.held_on, CASE
    WHEN COALESCE((
        SELECT r.action FROM meetings_review r WHERE r.meeting_id = c.meeting_id AND r.at <= %s
        AND r.action NOT IN ('join', 'stay_out') ORDER BY r.at DESC, r.id DESC LIMIT 1
    ), CASE WHEN c.state IN ('handed_in', 'accepted', 'sealed')
            AND COALESCE(m.handed_in_at, m.recorded_at) <= %s THEN 'hand_in' END
    ) IN ('hand_in', 'accept', 'correct') THEN 'accepted'
    WHEN c.state = 'cancelled' THEN 'cancelled' ELSE 'draft' END, c.group_id
FROM {listed} JOIN meetings_credit c ON c.branch_id = listed.id
JOIN meetings_meeting m ON m.id = c.meeting_id
WHERE m.recorded_at <= %s AND NOT EXISTS (
    SELECT 1 FROM meetings_partner p
    WHERE p.meeting_id = c.meeting_id AND p.branch_id = c.branch_id AND p.answered_at > %s
) AND c.kind IN ({kinds}) AND c.held_on BETWEEN %s AND %s"""
_ENTERED = frozenset(state.value for state in ENTERED)
_NOT_HELD = MeetingState.CANCELLED.value
_CreditRow = tuple[int, int, str, date, str, int | None]


@dataclass(slots=True)
class Counts:
    """Tallies as `meetings.cadence` takes them, and what branches say was not held, and why.

    ``not_held`` names, for a branch and kind, the places of the slots with such a record.
    """

    tallies: dict[Key, Tally] = field(default_factory=dict)
    not_held: defaultdict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))


class _Part(NamedTuple):
    """Kinds of one board that are counted alike: over the same slots, in the same way."""

    ids: list[int]
    kinds: tuple[str, ...]
    window: tuple[Period, ...]
    at_least: int  # of each group; 0 where groups do not matter


def counts(shares: Iterable[tuple[Board, list[int]]], as_of: datetime | None = None) -> Counts:
    """Meetings of the branches under each board, per kind and slot. One query for all.

    Several boards are needed where units owe a different cadence; no branch stands under two.
    """
    parts = [part for board, ids in shares for part in _parts(board, ids)]
    sorted_rows: list[list[_CreditRow]] = [[] for _ in parts]
    for row in _credits(parts, as_of):
        sorted_rows[row[0]].append(row)
    found = Counts()
    for part, rows in zip(parts, sorted_rows, strict=True):
        if len(part.window) > 1 or part.at_least:
            _count(part, rows, found)
        else:
            _count_plainly(rows, found)
    return found


def _parts(board: Board, ids: list[int]) -> list[_Part]:
    alike: defaultdict[tuple[Any, int], list[Requirement]] = defaultdict(list)
    for need in board.cadence.requirements:
        alike[need.per, need.at_least if need.body is Body.GROUPS else 0].append(need)
    return [
        _Part(ids, tuple(need.kind for need in needs), board.windows[needs[0].kind], at_least)
        for (_, at_least), needs in alike.items()
    ]


def _credits(parts: list[_Part], as_of: datetime | None) -> list[_CreditRow]:
    if not parts:
        return []
    template = _CREDITS if as_of is None else _CREDITS_AS_OF
    moments = () if as_of is None else (connection.ops.adapt_datetimefield_value(as_of),) * 4
    statement = " UNION ALL ".join(
        template.format(number=number, listed="{listed}", kinds=", ".join(["%s"] * len(part.kinds)))
        for number, part in enumerate(parts)
    )
    values = (value for part in parts for value in _values(part, moments))
    return _fetch(statement, *values)


def _values(part: _Part, moments: tuple[Any, ...]) -> tuple[Any, ...]:
    """In the order of the statement: where a moment is asked, two stand before the list."""
    days = part.window[0].begins, part.window[-1].ends
    return (*moments[:2], part.ids, *moments[2:], *part.kinds, *days)


def _count_plainly(rows: Iterable[_CreditRow], found: Counts) -> None:
    """One slot, no groups: the many."""
    tallies = found.tallies
    for _, branch, kind, _, state, _ in rows:
        held, noted = tallies.get((branch, kind), (0, 0))
        if state in _ENTERED:
            tallies[branch, kind] = (held + 1, noted)
        else:
            tallies[branch, kind] = (held, noted + 1)
            if state == _NOT_HELD:
                found.not_held[branch, kind].add(0)


def _count(part: _Part, rows: Iterable[_CreditRow], found: Counts) -> None:
    """Any number of slots; of a group no more meetings than are asked of it in a slot."""
    first, months = part.window[0], part.window[0].grain.months
    origin = first.year * 12 + first.first_month
    lists: dict[Key, list[int]] = {}
    of_group: defaultdict[tuple[int, str, int, int | None], int] = defaultdict(int)
    for _, branch, kind, day, state, group in rows:
        slot = (day.year * 12 + day.month - origin) // months
        tally = lists.get((branch, kind))
        if tally is None:
            tally = lists[branch, kind] = [0] * (2 * len(part.window))
        if state in _ENTERED:
            of_group[branch, kind, slot, group] += 1
            enough = part.at_least and of_group[branch, kind, slot, group] > part.at_least
            tally[2 * slot] += not enough
        else:
            tally[2 * slot + 1] += 1
            if state == _NOT_HELD:
                found.not_held[branch, kind].add(slot)
    found.tallies.update((key, tuple(tally)) for key, tally in lists.items())


def _fetch(sql: str, *values: Any) -> list[Any]:
    """The rows of a statement in which ``{listed}`` stands for a list of keys, any number of them.

    A list among the values is such a list.
    """
    if connection.vendor == "postgresql":
        sql = sql.replace("{listed}", "unnest(%s::bigint[]) AS listed(id)")
    else:
        sql = sql.replace("{listed}", "(SELECT value AS id FROM json_each(%s)) AS listed")
        values = tuple(json.dumps(v) if isinstance(v, list) else v for v in values)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
