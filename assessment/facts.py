"""What the records say: for each automatic rule, one query that lists what it counts.

Every query gives the columns of `COLUMNS`, in that order: who, at which branch on that day, from
which record, when, and how many points. Only accepted and sealed meetings count. A query here is
never run by itself: `computing` and `totals` put its SQL into their statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from assessment.choices import AUTOMATIC, Basis
from assessment.models import Rule
from assessment.spans import Span
from meetings.choices import COUNTED, MeetingKind, Presence
from meetings.models import Attendance, Credit, Decision, Lecture

COLUMNS = ("who", "place", "rule", "meet", "decided", "day", "worth", "line_count")
# The members whom the statement is about: a common table expression that stands before the query.
SETTLED = RawSQL("SELECT member_id FROM settled", ())


def attended(rule: Rule, span: Span) -> QuerySet[Any]:
    """Present at a meeting of the rule's kinds; once, however many kinds the meeting credits."""
    return _at_meetings(rule, span, Presence.PRESENT)


def absent(rule: Rule, span: Span) -> QuerySet[Any]:
    """Missing without excuse. Who is excused (出警、执勤、病假) neither gains nor loses."""
    return _at_meetings(rule, span, Presence.ABSENT)


def spoke(rule: Rule, span: Span) -> QuerySet[Any]:
    """Gave a Party lecture: each lecturer of the roster, once a gathering, and no guest."""
    lectures = Lecture.objects.filter(
        _counted("meeting__", span),
        _of_kinds(rule, "meeting_id", [MeetingKind.LECTURE], branch=OuterRef("branch_id")),
        lecturer__isnull=False,
    )
    return _listed(
        lectures,
        rule,
        who=F("lecturer_id"),
        place=F("branch_id"),
        meet=F("meeting_id"),
        day=F("meeting__held_on"),
    )


def decision_done(rule: Rule, span: Span) -> QuerySet[Any]:
    """Owned a decision and finished it in the quarter, by its date where it had one."""
    in_time = Q(due_on=None) | Q(done_on__lte=F("due_on"))
    return _decisions(rule, span, in_time, done_on__range=span.days, day=F("done_on"))


def decision_late(rule: Rule, span: Span) -> QuerySet[Any]:
    """Owned a decision due in the quarter that was not finished by its date."""
    late = Q(done_on=None) | Q(done_on__gt=F("due_on"))
    return _decisions(rule, span, late, due_on__range=span.past_days, day=F("due_on"))


FACTS: dict[str, Callable[[Rule, Span], QuerySet[Any]]] = {
    Basis.ATTENDED: attended,
    Basis.ABSENT: absent,
    Basis.SPOKE: spoke,
    Basis.DECISION_DONE: decision_done,
    Basis.DECISION_LATE: decision_late,
}


def of_rules(rules: Iterable[Rule], span: Span) -> list[QuerySet[Any]]:
    """The queries of those ``rules`` that are counted automatically."""
    return [FACTS[rule.basis](rule, span) for rule in rules if rule.basis in AUTOMATIC]


def _at_meetings(rule: Rule, span: Span, presence: Presence) -> QuerySet[Any]:
    rows = Attendance.objects.filter(
        _counted("meeting__", span), _of_kinds(rule, "meeting_id"), presence=presence
    )
    return _listed(
        rows,
        rule,
        who=F("member_id"),
        place=F("branch_id"),
        meet=F("meeting_id"),
        day=F("meeting__held_on"),
    )


def _decisions(rule: Rule, span: Span, timing: Q, *, day: F, **when: Any) -> QuerySet[Any]:
    rows = Decision.objects.filter(
        timing, item__meeting__state__in=COUNTED, owner__isnull=False, **when
    )
    return _listed(rows, rule, who=F("owner_id"), place=F("branch_id"), decided=F("pk"), day=day)


def _counted(prefix: str, span: Span) -> Q:
    return Q(**{f"{prefix}state__in": COUNTED, f"{prefix}held_on__range": span.days})


def _of_kinds(
    rule: Rule, meeting: str, usual: Iterable[str] = tuple(MeetingKind.values), **where: Any
) -> Q:
    """Meetings credited as one of the rule's kinds (of the usual ones when it names none)."""
    kinds = rule.kinds.split() or list(usual)
    credited = Credit.objects.filter(meeting_id=OuterRef(meeting), kind__in=kinds, **where)
    return Q(Exists(credited))


def _listed(rows: QuerySet[Any], rule: Rule, **columns: Any) -> QuerySet[Any]:
    """``rows`` with the columns of `COLUMNS`, unordered."""
    nothing = Cast(Value(None), models.BigIntegerField())
    constants = {
        "rule": Value(rule.pk),
        "worth": Value(rule.points, output_field=models.DecimalField()),
        "line_count": Value(0),
        "meet": nothing,
        "decided": nothing,
    }
    given = {**constants, **columns}
    named = rows.order_by().annotate(**{name: given[name] for name in COLUMNS})
    return named.filter(who__in=SETTLED).values_list(*COLUMNS)
