"""Duties closed: what was due in the period, by how it ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from branches.choices import Role
from duties.choices import DutyAction, DutySource
from duties.models import Duty, DutyEvent
from reports.links import addressed
from reports.statistics.base import Breakdown, Column, Field, Source, Statistic
from reports.statistics.nouns import Noun
from reports.statistics.question import Question

CLOSED, CLOSED_LATE, REPORTED, OVERDUE, OPEN = "closed", "closed_late", "reported", "late", "open"
RESTARTING = (DutyAction.RETURN, DutyAction.REOPEN)


def of_place(question: Question) -> QuerySet[Duty]:
    """Due in the period, given by then, at branches (and units) of the place; without those that
    were dropped by then."""
    here = Q(branch__in=question.place.branches.values("pk"))
    if question.place.branch is None:
        here |= Q(unit__path__startswith=question.place.unit.path)
    return (
        Duty.objects.filter(
            here,
            due_on__range=(question.period.begins, question.period.ends),
            given_at__lte=question.as_of,
        )
        .alias(last=_last(question))
        .exclude(last=DutyAction.DROP.value)
    )


def _last(question: Question) -> Any:
    """What was last done to it up to the moment; looks and changes move nothing."""
    moving = [DutyAction.DONE, DutyAction.VERIFY, DutyAction.DROP, *RESTARTING]
    events = DutyEvent.objects.filter(
        duty=OuterRef("pk"), action__in=moving, at__lte=question.as_of
    )
    return Coalesce(Subquery(events.order_by("-at", "-pk").values("action")[:1]), Value(""))


def outcome(question: Question) -> Any:
    in_time = Q(done_on__lte=F("due_on"))
    return Case(
        When(Q(last=DutyAction.VERIFY) & in_time, then=Value(CLOSED)),
        When(last=DutyAction.VERIFY, then=Value(CLOSED_LATE)),
        When(last=DutyAction.DONE, then=Value(REPORTED)),
        When(due_on__lt=question.today, then=Value(OVERDUE)),
        default=Value(OPEN),
    )


def _links(user: User, keys: Collection[int]) -> Mapping[int, str]:
    seen = Duty.objects.visible_to(user).filter(pk__in=keys).order_by()
    return {key: addressed("duties:duty", key) for key in seen.values_list("pk", flat=True)}


def _owner(question: Question) -> Any:
    """As `Duty.owner_label`: a person, the code of a post, the committee, or the unit."""
    return Case(
        When(owner__isnull=False, then=F("owner__name")),
        When(~Q(owner_role__in=["", Role.COMMITTEE_MEMBER.value]), then=F("owner_role")),
        When(branch__isnull=False, then=Value("支部委员会")),
        default=F("unit__name"),
        output_field=CharField(),
    )


DUTIES = Source(
    code="duties",
    name="督办事项清单",
    rows=of_place,
    fields=(
        Field("事项", "title"),
        Field("来源", "source", dict(DutySource.choices)),
        Field("所在", lambda question: Coalesce("branch__name", "unit__name")),
        Field("责任人", _owner, dict(Role.choices)),
        Field("完成时限", "due_on"),
        Field("完成日期", "done_on"),
        Field("核验日期", "verified_on"),
    ),
    order=("due_on", "pk"),
    links=_links,
)
CATALOGUE: tuple[Statistic, ...] = (
    Breakdown(
        code="duties-by-outcome",
        name="督办事项办结",
        noun=Noun.DUTIES,
        definition=(
            "完成时限在本期内、截至时间已交办的督办事项，以截至时间最后一步为准：经另一人核验才算办结，"
            "报告办结待核验的另列；已撤销的不计。"
        ),
        source=DUTIES,
        measure="项",
        columns=(Column("项数"),),
        by=outcome,
        labels=[
            (CLOSED, "按期办结"),
            (CLOSED_LATE, "逾期办结"),
            (REPORTED, "待核验"),
            (OVERDUE, "逾期未办结"),
            (OPEN, "未到期"),
        ],
    ),
    Breakdown(
        code="duties-by-source",
        name="督办事项来源",
        noun=Noun.DUTIES,
        definition="完成时限在本期内、截至时间已交办的督办事项，按来源；已撤销的不计。",
        source=DUTIES,
        measure="项",
        columns=(Column("项数"),),
        by=lambda question: F("source"),
        labels=DutySource.choices,
    ),
)
