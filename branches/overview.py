"""What pages tell about units and Party organisations, in a number of queries that stays the same.

What may be seen comes in as a queryset that starts from the reader's scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.db.models.functions import Substr

from accounts.models import AuditEntry, User
from accounts.telling import Told, tell
from branches import scope
from branches.choices import COMMITTEE_ROLES, BranchKind, Role
from branches.headcount import NOBODY, counts
from branches.models import Appointment, Branch, Coverage, Group, Unit
from branches.models.branch import BranchQuerySet
from branches.paths import above
from branches.services.provisions import provisions_for
from branches.setup import CODES, Finding, GroupFacts, SetupFacts, findings

HISTORY = 20


@dataclass(slots=True)
class Node:
    """A unit in the tree with what hangs on it."""

    unit: Unit
    branches_below: int = 0  # on the unit and below it
    branches: list[Branch] = field(default_factory=list)  # on the unit itself
    children: list[Node] = field(default_factory=list)  # as far as they were read
    is_open: bool = False

    @property
    def opens(self) -> bool:
        """Whether there is anything to unfold."""
        return bool(self.branches) or self.unit.numchild > 0


def nodes(units: Iterable[Unit], reached: BranchQuerySet, day: date) -> list[Node]:
    """These units as nodes. Two queries where they are of one depth; one more for each other."""
    listed = list(units)
    existing = reached.existing_on(day)
    below = _numbers_below(listed, existing)
    hung: dict[int, list[Branch]] = {}
    for branch in existing.filter(unit__in=[unit.pk for unit in listed]):
        hung.setdefault(branch.unit_id, []).append(branch)
    return [
        Node(unit, branches_below=below.get(unit.path, 0), branches=hung.get(unit.pk, []))
        for unit in listed
    ]


def _numbers_below(units: list[Unit], existing: BranchQuerySet) -> dict[str, int]:
    """By path, how many branches hang on the unit or below."""
    found: dict[str, int] = {}
    for length in {len(unit.path) for unit in units}:
        paths = tuple(unit.path for unit in units if len(unit.path) == length)
        around = above(paths[0]) if len(paths) > 1 else paths[0]
        found |= dict(
            existing.filter(unit__path__startswith=around)
            .annotate(place=Substr("unit__path", 1, length))
            .order_by()
            .values_list("place")
            .annotate(number=Count("pk"))
        )
    return found


def tree(user: User, day: date) -> list[Node]:
    """Where the user's tree begins; a single top is unfolded one level."""
    visible, reached = Unit.objects.visible_to(user), Branch.objects.visible_to(user)
    above = nodes(visible.filter(path__in=_top_paths(user)), reached, day)
    if len(above) == 1:
        top = above[0]
        top.children = children(top.unit, user, day)
        top.is_open = True
    return above


def below(unit: Unit, user: User, day: date) -> Node:
    """A unit unfolded: its own organisations and the level below."""
    hung = Branch.objects.visible_to(user).existing_on(day).filter(unit=unit)
    return Node(unit, branches=list(hung), children=children(unit, user, day), is_open=True)


def children(unit: Unit, user: User, day: date) -> list[Node]:
    """The level below a unit, without what is closed."""
    below = Unit.objects.visible_to(user).just_below(unit).open_on(day)
    return nodes(below, Branch.objects.visible_to(user).under(unit), day)


def _top_paths(user: User) -> list[str]:
    held = scope.held_by(user)
    kept: list[str] = []
    for path in sorted({*held.unit_paths, *held.home_paths}):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def office_paths(user: User) -> tuple[str, ...]:
    """Units of whose political office the user is: what may be arranged is below."""
    return scope.held_by(user).office_paths


def crumbs(unit: Unit, user: User) -> list[tuple[str, str]]:
    """The units above, from the top; an address for those that the user may open. One query."""
    return [_crumb(upper, user) for upper in Unit.objects.get_ancestors(unit)]


def crumbs_through(unit: Unit, user: User) -> list[tuple[str, str]]:
    """The same with the unit itself: for pages about what hangs on it."""
    return [*crumbs(unit, user), _crumb(unit, user)]


def _crumb(unit: Unit, user: User) -> tuple[str, str]:
    held = scope.held_by(user)
    may_open = unit.path.startswith(held.unit_paths) or unit.pk in held.home_unit_ids
    return unit.short_name or unit.name, unit.get_absolute_url() if may_open else ""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the page of a unit tells."""

    branches: list[Branch]  # hung on it
    covering: list[Coverage]  # by organisations that hang elsewhere
    children: list[Node]
    posts: list[Appointment]
    people: int


def unit_facts(unit: Unit, user: User, day: date) -> UnitFacts:
    """Everything for the page of a unit, as far as the user may see it."""
    reached = Branch.objects.visible_to(user)
    posts = Appointment.objects.visible_to(user).filter(unit=unit).on(day)
    covering = Coverage.objects.on(day).filter(unit=unit, branch__in=reached)
    return UnitFacts(
        branches=list(reached.existing_on(day).filter(unit=unit)),
        covering=list(covering.exclude(branch__unit=unit).select_related("branch")),
        children=children(unit, user, day),
        posts=list(posts.select_related("user", "unit").order_by("since", "pk")),
        people=counts().force_at(unit.path),
    )


def history(thing: Unit | Branch) -> list[Told]:
    """What was changed of it, the newest first."""
    return tell(AuditEntry.objects.changes_to(thing).newest_first()[:HISTORY])


def committee(branch: Branch, day: date) -> list[Appointment]:
    """Secretary and committee members of that day, the secretary first."""
    posts = Appointment.objects.filter(branch=branch, role__in=COMMITTEE_ROLES).on(day)
    found = list(posts.select_related("user").order_by("since", "pk"))
    return sorted(found, key=lambda post: post.role != Role.SECRETARY)


def groups(branch: Branch, day: date) -> list[GroupFacts]:
    """The groups of that day with their heads."""
    standing = list(Group.objects.filter(branch=branch).existing_on(day))
    heads = counts().groups([group.pk for group in standing], day)
    return [GroupFacts(group.name, heads.get(group.pk, NOBODY), group) for group in standing]


def setup_findings(branch: Branch, day: date) -> list[Finding]:
    """Whether the organisation is set up as the regulation asks."""
    at_post = committee(branch, day)
    facts = SetupFacts(
        kind=BranchKind(branch.kind),
        heads=counts().branches([branch.pk], day).get(branch.pk, NOBODY),
        covered_units=Coverage.objects.filter(branch=branch).on(day).count(),
        committee=len(at_post),
        has_secretary=any(post.role == Role.SECRETARY for post in at_post),
        groups=tuple(groups(branch, day)),
    )
    return findings(facts, provisions_for(unit=branch.unit, codes=CODES, day=day))
