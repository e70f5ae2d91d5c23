"""Whom a survey asks, how many that are, and into which coarse groups their answers fall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from branches.models import Unit
from branches.paths import just_below
from members.choices import StaffCategory, Stage
from members.models import Member, Membership
from members.models.member import MemberQuerySet
from surveys import suppression
from surveys.choices import Breakdown
from surveys.models import Survey

BY_CODE = "凭码作答"
ONE_BY_ONE = 3  # so many merged groups are still named


@dataclass(frozen=True, slots=True)
class Audience:
    """Frozen when the survey is sent: the group of each person, and what the groups are called."""

    members: dict[int, int]  # key of the member → place of the group
    groups: list[str]
    without_account: int = 0

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def sizes(self) -> list[tuple[str, int]]:
        counted = Counter(self.members.values())
        return [
            (label, counted[place]) for place, label in enumerate(self.groups) if counted[place]
        ]


def people(survey: Survey, today: date) -> MemberQuerySet:
    """The people of the force that the survey asks."""
    asked: MemberQuerySet = Member.objects.present_force()
    if survey.by_code_only:
        return asked.none()
    if survey.branch_id:
        roster = Membership.objects.rosters_on([survey.branch_id], today)
        asked = asked.filter(pk__in=roster.order_by().values("member_id"))
    else:
        asked = asked.filter(_places(survey))
    if survey.categories:
        asked = asked.filter(category__in=survey.categories)
    if survey.stages:
        asked = asked.filter(stage__in=survey.stages)
    return asked


def _places(survey: Survey) -> Q:
    """At the chosen units and below them, or wherever the asking unit reaches."""
    chosen = list(survey.units.all()) if survey.pk else []
    condition = Q()
    for unit in chosen or [survey.unit]:
        condition |= Q(unit__path__startswith=unit.path)
    return condition


def audience(survey: Survey, today: date) -> Audience:
    """Everybody with their group; groups of fewer than five are put together. Two queries."""
    rows = list(people(survey, today).values_list("pk", "user_id", *_FIELDS[survey.breakdown]))
    name = _namer(survey)
    labels = {pk: name(*values) for pk, _, *values in rows}
    merged = _merged(Counter(labels.values()), survey)
    groups = list(dict.fromkeys(merged.values()))
    if survey.breakdown != Breakdown.NONE:
        groups.append(BY_CODE)
    places = {label: place for place, label in enumerate(groups)}
    return Audience(
        {pk: places[merged[label]] for pk, label in labels.items()},
        groups or [BY_CODE],
        sum(user is None for _, user, *_ in rows),
    )


_FIELDS: dict[str, tuple[str, ...]] = {
    Breakdown.NONE: (),
    Breakdown.UNIT: ("unit__path",),
    Breakdown.CATEGORY: ("category",),
    Breakdown.STAGE: ("stage",),
}


def _namer(survey: Survey) -> Callable[..., str]:
    """What the group of somebody is called, from the fields of the breakdown."""
    if survey.breakdown == Breakdown.CATEGORY:
        return lambda value: StaffCategory(value).label
    if survey.breakdown == Breakdown.STAGE:
        return lambda value: Stage(value).label
    if survey.breakdown == Breakdown.UNIT:
        below = Unit.objects.just_below(survey.unit).values_list("path", "short_name", "name")
        names = {path: short or name for path, short, name in below}
        length = just_below(survey.unit.path)
        return lambda path: names.get(path[:length], survey.unit.short_name or survey.unit.name)
    return lambda: "全体"


def _merged(counted: Counter[str], survey: Survey) -> dict[str, str]:
    """Label → label of the group that it belongs to."""
    labels = sorted(counted)
    parts = suppression.merge_line([counted[label] for label in labels], least=survey.least)
    if not parts:  # too few altogether: the survey will not be sent
        return dict.fromkeys(labels, "全体")
    named: dict[str, str] = {}
    for part in parts:
        several = [labels[place] for place in part]
        name = "、".join(several)
        if len(several) > ONE_BY_ONE:
            name = (
                f"{several[0]}等 {len(several)} 类"
                if survey.breakdown != Breakdown.UNIT
                else f"{several[0]}等 {len(several)} 个单位"
            )
        named.update(dict.fromkeys(several, name))
    return named
