"""Which branches a directive reaches on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q
from django.db.models.functions import Substr

from branches.choices import BranchKind
from branches.models import Branch, Unit
from branches.models.branch import BranchQuerySet
from branches.paths import just_below
from duties.models import Directive, DirectiveStep


def reached(directive: Directive, today: date) -> BranchQuerySet:
    """Branches that meet as such, of the chosen units and the chosen ones; else of the whole unit.

    A temporary branch is set up for a task and studies what its people's own branches do not: it
    is reached only when it is chosen by name. A joint branch counts once, where it is hung.
    """
    there = Branch.objects.holding_meetings().under(directive.unit).existing_on(today)
    units, branches = list(directive.units.all()), list(directive.branches.all())
    if not units and not branches:
        return there.exclude(kind=BranchKind.TEMPORARY)
    within = Q(pk__in=[])
    for unit in units:
        within |= Q(unit__path__startswith=unit.path)
    by_name = Q(pk__in=[branch.pk for branch in branches])
    return there.filter(by_name | within & ~Q(kind=BranchKind.TEMPORARY))


def not_yet_reached(directive: Directive, today: date) -> BranchQuerySet:
    """Those that it would reach today and has not: before it is issued all, later new ones."""
    have = DirectiveStep.objects.filter(directive=directive).order_by().values("branch")
    return reached(directive, today).exclude(pk__in=have)


def reached_by_unit(directive: Directive, today: date) -> list[tuple[str, list[str]]]:
    """Name of each unit just below the issuer with the branches that it has yet to reach there;
    what hangs on the issuer itself comes first. Two queries, besides those of the places."""
    cut = Substr("unit__path", 1, just_below(directive.unit.path))
    rows = not_yet_reached(directive, today).annotate(near=cut).order_by("unit__path", "name")
    there: defaultdict[str, list[str]] = defaultdict(list)
    for path, branch in rows.values_list("near", "name"):
        there[path].append(branch)
    names = dict(Unit.objects.filter(path__in=there).values_list("path", "name"))
    return [(names[path], branches) for path, branches in sorted(there.items())]
