"""Who sees what, decided once: a user's rights are the appointments that hold today.

``held_by`` reads them in one query and remembers them on the user object, that is, for one request.
Who holds several posts acts in one of them: the one chosen (``user.acting_as``, set by the session)
or else the highest. The rights are that post's, and what one may as a plain member of one's own
branch; a system post (administrator, auditor) stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from accounts.prepared import Prepared
from branches.choices import COMMITTEE_ROLES, SYSTEM_ROLES, UNIT_ROLES, Role

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
    office_paths: tuple[str, ...] = ()  # is the political office of it: may arrange it
    home_unit_ids: frozenset[int] = frozenset()  # units on which the own branches hang
    home_paths: tuple[str, ...] = ()  # paths of those units
    branch_ids: frozenset[int] = frozenset()  # belongs to the branch in any role
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
    like=0,
)


def _current(user: User) -> list[Appointment]:
    today = timezone.localdate()
    posts = [post for post in _posts.objects(user.pk) if post.holds_on(today)]
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
    return Held(
        post=acting,
        appointments=tuple(posts),
        unit_paths=tuple(p.unit.path for p in posts if p.unit and p.role in UNIT_ROLES),
        office_paths=tuple(
            p.unit.path for p in posts if p.unit and p.role == Role.POLITICAL_OFFICE
        ),
        home_unit_ids=frozenset(p.branch.unit_id for p in posts if p.branch),
        home_paths=tuple(p.branch.unit.path for p in posts if p.branch),
        branch_ids=frozenset(p.branch_id for p in posts if p.branch_id),
        committee_ids=frozenset(
            p.branch_id for p in posts if p.branch_id and p.role in COMMITTEE_ROLES
        ),
        secretary_ids=frozenset(
            p.branch_id for p in posts if p.branch_id and p.role == Role.SECRETARY
        ),
        roles=frozenset(p.role for p in posts),
    )
