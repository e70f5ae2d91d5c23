"""Who sees what, decided once: a user's rights are the appointments that hold today.

``held_by`` reads them in one query and remembers them on the user object, that is, for one request.
Who holds several posts acts in one of them: the one chosen (``user.acting_as``, set by the session)
or else the highest. The rights are that post's, and what one may as a plain member of one's own
branch; a system post (administrator, auditor) stands alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from accounts.prepared import Prepared, Taken
from branches.choices import COMMITTEE_ROLES, SYSTEM_ROLES, UNIT_ROLES, Role
from branches.paths import upwards

if TYPE_CHECKING:
    from accounts.models import User
    from branches.models import Appointment


HIGHEST_FIRST = (
    Role.POLITICAL_OFFICE,
    Role.BRIGADE_OFFICER,
    Role.SECRETARY,
    Role.COMMITTEE_MEMBER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.MEMBER,
)
RANK: dict[str, int] = {role.value: place for place, role in enumerate(HIGHEST_FIRST)}


@dataclass(frozen=True, slots=True)
class Held:
    """What a user's current appointments amount to."""

    post: Any = None  # the one acted in
    appointments: tuple[Any, ...] = ()
    unit_paths: tuple[str, ...] = ()  # sees and reviews the whole subtree
    whole_tree: bool = False  # one of these subtrees begins at the top
    office_paths: tuple[str, ...] = ()  # is the political office of it: may arrange it
    home_unit_ids: frozenset[int] = frozenset()  # units on which the own branches hang
    home_paths: tuple[str, ...] = ()  # paths of those units
    above_paths: tuple[str, ...] = ()  # of the units of all posts, and of the units above them
    branch_ids: frozenset[int] = frozenset()  # belongs to the branch in any role
    apart_ids: frozenset[int] = frozenset()  # of those, the ones that no unit_paths reach
    committee_ids: frozenset[int] = frozenset()  # leads the branch: writes for it
    secretary_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()


NOTHING = Held()


def held_by(user: User) -> Held:
    """The user's rights as of today. One query per request, none for who is not logged in."""
    if not user.is_authenticated:
        return NOTHING
    held = getattr(user, "_held", None)
    if held is None:
        posts = _current(user)
        acting = _acting(user, posts)
        held = user._held = _amount(acting, _together_with(acting, posts))  # type: ignore[attr-defined]
    return held


def forget(user: User) -> None:
    """Read the rights anew at the next question (after an appointment changed)."""
    user.__dict__.pop("_held", None)
    user.__dict__.pop("_posts", None)


def posts_of(user: User) -> list[Appointment]:
    """All posts the user holds today, the highest first."""
    held_by(user)
    return getattr(user, "_posts", [])


def hats_of(user: User) -> list[Appointment]:
    """The posts one may switch between. Being a member goes with every post of the branch."""
    posts = posts_of(user)
    return [post for post in posts if post.role != Role.MEMBER] or posts


def under(paths: tuple[str, ...], lookup: str = "path") -> Q:
    """Units on or below one of ``paths``; nothing when there is none."""
    condition = Q(pk__in=[])
    for index, path in enumerate(paths):
        prefix = Q(**{f"{lookup}__startswith": path})
        condition = prefix if index == 0 else condition | prefix
    return condition


_posts: Prepared[Any] = Prepared(
    lambda pk: (
        apps.get_model("branches", "Appointment")
        .objects.filter(user=pk)
        .select_related("unit", "branch", "branch__unit")
        .order_by("pk")
    ),
    primary=True,
)


def _current(user: User) -> list[Appointment]:
    today = timezone.localdate()
    posts = [post for post in _posts.instances(pk=user.pk) if post.holds_on(today)]
    posts.sort(key=lambda post: RANK[post.role])
    user._posts = posts  # type: ignore[attr-defined]
    return posts


def _acting(user: User, posts: list[Appointment]) -> Appointment | None:
    """The post one acts in: the chosen one if it is held, else the highest."""
    chosen = getattr(user, "acting_as", None)
    return next((post for post in posts if post.pk == chosen), posts[0] if posts else None)


def _together_with(acting: Appointment | None, posts: list[Appointment]) -> list[Appointment]:
    """The post itself and one's plain memberships, which are laid aside only by a system post."""
    if acting is None or acting.role in SYSTEM_ROLES:
        return [acting] if acting else []
    return [post for post in posts if post.pk == acting.pk or post.role == Role.MEMBER]


def _amount(acting: Appointment | None, posts: list[Appointment]) -> Held:
    unit_paths = tuple(p.unit.path for p in posts if p.unit and p.role in UNIT_ROLES)
    home_paths = tuple(p.branch.unit.path for p in posts if p.branch)
    return Held(
        post=acting,
        appointments=tuple(posts),
        unit_paths=unit_paths,
        whole_tree=any(p.unit.depth == 1 for p in posts if p.unit and p.role in UNIT_ROLES),
        office_paths=tuple(
            p.unit.path for p in posts if p.unit and p.role == Role.POLITICAL_OFFICE
        ),
        home_unit_ids=frozenset(p.branch.unit_id for p in posts if p.branch),
        home_paths=home_paths,
        above_paths=_above(unit_paths + home_paths),
        branch_ids=frozenset(p.branch_id for p in posts if p.branch_id),
        apart_ids=frozenset(
            p.branch.pk for p in posts if p.branch and not p.branch.unit.path.startswith(unit_paths)
        ),
        committee_ids=frozenset(
            p.branch_id for p in posts if p.branch_id and p.role in COMMITTEE_ROLES
        ),
        secretary_ids=frozenset(
            p.branch_id for p in posts if p.branch_id and p.role == Role.SECRETARY
        ),
        roles=frozenset(p.role for p in posts),
    )


def _above(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths and those of all units above them."""
    return tuple(sorted({each for path in paths for each in upwards(path)}))


# What prepared queries (accounts/prepared.py) must know of a user: the shape of the rights


def taken_apart(user: User) -> Taken:
    """The posts that make up the rights. Users whose rights have one shape share their queries."""
    taken = getattr(user, "_taken", None)
    held = held_by(user)
    if taken is None or taken[0] is not held:
        taken = user._taken = (held, _take_apart(user, held))  # type: ignore[attr-defined]
    return taken[1]


def _take_apart(user: User, held: Held) -> Taken:
    values: list[Any] = [user.pk, *held.above_paths]
    known: dict[tuple[str, Any], int] = {}

    def number(kind: str, value: Any) -> int:
        if (kind, value) not in known:
            known[kind, value] = len(values)
            values.append(value)
        return known[kind, value]

    plans = tuple(_plan(post, held, number) for post in held.appointments)
    above = len(held.above_paths)
    return Taken((above, plans), values, partial(_standing_in, user.__class__, above, plans))


def _plan(post: Appointment, held: Held, number: Any) -> tuple[Any, ...]:
    """A post without its values: role, and the numbers of its unit's and branch's values.

    What decides how a query is built stays as it is: how deep in the tree the unit lies.
    """
    unit, branch = post.unit, post.branch
    return (
        str(post.role),
        post is held.post,
        post.branch_id in held.apart_ids,
        unit and (number("unit", unit.pk), number("path", unit.path), unit.depth),
        branch
        and (
            number("branch", branch.pk),
            number("unit", branch.unit_id),
            number("path", branch.unit.path),
        ),
    )


def _standing_in(
    kind: type[User], above: int, plans: tuple[Any, ...], values: Sequence[Any]
) -> User:
    """A user with the same rights at other places."""
    posts = [_post(role, unit, branch, values) for role, _, _, unit, branch in plans]
    acting = next((post for post, plan in zip(posts, plans, strict=True) if plan[1]), None)
    apart = frozenset(p.branch_id for p, plan in zip(posts, plans, strict=True) if plan[2])
    user = kind(pk=values[0])
    user._held = replace(  # type: ignore[attr-defined]
        _amount(acting, posts), above_paths=tuple(values[1 : 1 + above]), apart_ids=apart
    )
    return user


def _post(role: str, unit: Any, branch: Any, values: Sequence[Any]) -> Any:
    place = unit and SimpleNamespace(pk=values[unit[0]], path=values[unit[1]], depth=unit[2])
    home = branch and SimpleNamespace(
        pk=values[branch[0]],
        unit_id=values[branch[1]],
        unit=SimpleNamespace(path=values[branch[2]]),
    )
    keys = {"unit_id": place and place.pk, "branch_id": home and home.pk}
    return SimpleNamespace(role=role, unit=place, branch=home, **keys)
