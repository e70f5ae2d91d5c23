"""Which records may be drawn, and the lot: fair, and the same again from the same seed.

A record's place in the lot is the digest of seed and key, so every record of a branch has the same
chance whatever its day or number, and both databases draw the same. Each statement here is one,
however many branches there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value, Window
from django.db.models.fields import CharField
from django.db.models.functions import MD5, Cast, Coalesce, Concat, RowNumber
from django.db.models.sql import Query

from accounts.models import User
from branches.models import Branch, Unit
from branches.models.branch import BranchQuerySet
from branches.periods import Period
from meetings.choices import InspectionState
from meetings.models import Credit, InspectedRecord, Inspection, Meeting
from meetings.models.inspection import InspectionQuerySet
from meetings.models.meeting import MeetingQuerySet

DRAW = """
INSERT INTO meetings_inspectedrecord
    (inspection_id, meeting_id, branch_id, grade, marks, remark, practice, version)
SELECT %s, lot.meeting_key, lot.branch_key, '', '{}', '', '', 1
FROM (<rows>) lot WHERE lot.turn <= %s
ORDER BY lot.unit_path, lot.branch_key, lot.held_on, lot.meeting_key
"""
COVER = """
INSERT INTO meetings_inspectedbranch (inspection_id, branch_id, held)
SELECT %s, found.branch_key, found.held FROM (<rows>) found
"""
UNDRAW = (
    """DELETE FROM meetings_inspectionfinding WHERE record_id IN
       (SELECT id FROM meetings_inspectedrecord WHERE inspection_id = %s)""",
    "DELETE FROM meetings_inspectedrecord WHERE inspection_id = %s",
    "DELETE FROM meetings_inspectedbranch WHERE inspection_id = %s",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be looked through, and who asks."""

    by: User
    unit: Unit
    period: Period
    kinds: Sequence[str]
    per_branch: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draw would give."""

    branches: int
    records: int
    drawn: int
    without: int  # branches that have no record at all
    earlier: int  # records that an earlier inspection has drawn
    giving: int  # branches from which records are drawn
    spent: int  # branches all of whose records were drawn before
    before: Sequence[Inspection]  # those earlier inspections


def branches_of(wish: Wish) -> BranchQuerySet:
    """Those that hold meetings and existed within the period."""
    rows = Branch.objects.under(wish.unit).holding_meetings()
    return rows.existing_within(wish.period.begins, wish.period.ends)


def records_of(wish: Wish) -> MeetingQuerySet:
    """Handed in or accepted, of the period and the kinds. Never drafts, never what was not held."""
    rows = Meeting.objects.entered().held_within(wish.period.begins, wish.period.ends)
    rows = rows.filter(branch__in=branches_of(wish).order_by().values("pk"))
    if wish.kinds:
        counted = Credit.objects.filter(kind__in=wish.kinds).order_by()
        rows = rows.filter(pk__in=counted.values("meeting"))
    return rows.order_by()


def undrawn_of(wish: Wish) -> MeetingQuerySet:
    """Those of them that no inspection has looked at which the one who asks may see: what is not
    published tells nobody anything, and takes no record away."""
    before = InspectedRecord.objects.filter(inspection__in=_standing(wish))
    return records_of(wish).exclude(pk__in=before.order_by().values("meeting"))


def _standing(wish: Wish) -> InspectionQuerySet:
    rows = Inspection.objects.visible_to(wish.by).exclude(state=InspectionState.WITHDRAWN)
    return rows.order_by()


def _before(wish: Wish) -> Sequence[Inspection]:
    drawn = InspectedRecord.objects.filter(meeting__in=records_of(wish).values("pk")).order_by()
    return list(_standing(wish).filter(pk__in=drawn.values("inspection")).order_by("pk"))


def preview(wish: Wish) -> Preview:
    """Counts before anything is drawn."""
    held = _held(wish)
    covered = held.aggregate(branches=Count("pk"), without=Count("pk", filter=Q(held=0)))
    records = records_of(wish).count()
    left = list(
        undrawn_of(wish).values("branch").annotate(n=Count("pk")).values_list("n", flat=True)
    )
    earlier = records - sum(left)
    return Preview(
        branches=covered["branches"],
        records=records,
        drawn=sum(min(number, wish.per_branch) for number in left),
        without=covered["without"],
        earlier=earlier,
        giving=len(left),
        spent=covered["branches"] - covered["without"] - len(left),
        before=_before(wish) if earlier else [],
    )


def draw(inspection: Inspection, wish: Wish) -> int:
    """Freeze branches and sample; how many records. Two statements, and one that counts."""
    found = _held(wish).annotate(branch_key=F("pk")).values("branch_key", "held")
    _insert(COVER, found.query, inspection.pk)
    lot = _lot(undrawn_of(wish), inspection.seed).values(
        "meeting_key", "branch_key", "turn", "unit_path", "held_on"
    )
    _insert(DRAW, lot.query, inspection.pk, wish.per_branch)
    return InspectedRecord.objects.filter(inspection=inspection).count()


def undraw(inspection: Inspection) -> None:
    """Forget sample and marks. Row by row they would be loaded and noted in the trail, where each
    mark stands already since it was given; the inspection's own end is noted."""
    with connection.cursor() as cursor:
        for statement in UNDRAW:
            cursor.execute(statement, [inspection.pk])


def _held(wish: Wish) -> BranchQuerySet:
    """Branches with how many records each has."""
    numbers = records_of(wish).filter(branch=OuterRef("pk")).values("branch")
    return (
        branches_of(wish)
        .order_by()
        .annotate(
            held=Coalesce(
                Subquery(numbers.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
                0,
            ),
        )
    )


def _lot(rows: MeetingQuerySet, seed: str) -> MeetingQuerySet:
    """With ``turn``, each record's place within its branch; ``unit_path`` is the branch's."""
    digest = MD5(Concat(Value(f"{seed}:"), Cast("pk", CharField())))
    turn = Window(RowNumber(), partition_by=F("branch_id"), order_by=[digest.asc(), F("pk").asc()])
    return rows.annotate(
        meeting_key=F("pk"), branch_key=F("branch_id"), turn=turn, unit_path=F("branch__unit__path")
    )


def _insert(statement: str, rows: Query, first: int, *last: int) -> None:
    """Run the statement with the rows put in its place."""
    sql, values = rows.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("<rows>", sql), (first, *values, *last))
