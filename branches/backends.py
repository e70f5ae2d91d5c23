"""Django's permissions, derived from appointments: no permission is granted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied

from branches import scope
from branches.choices import Role

if TYPE_CHECKING:
    from accounts.models import User

GRANTED_BY: dict[str, set[str]] = {
    "accounts.keep_accounts": {Role.ADMINISTRATOR},
    "accounts.read_audit": {Role.AUDITOR},
}


class AppointmentBackend:
    """Answers what accounts asks about roles, which it does not know. Logs nobody in."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def has_perm(self, user: User, perm: str, obj: Any = None) -> bool:
        """Yes by a post held today; a no of ours is final and asks no other backend."""
        if perm == "accounts.need_second_factor":
            roles = set(settings.SECOND_FACTOR_ROLES)
            held = frozenset(post.role for post in scope.posts_of(user))
        elif perm in GRANTED_BY:
            roles, held = GRANTED_BY[perm], scope.held_by(user).roles
        else:
            return False
        if user.is_active and roles & held:
            return True
        raise PermissionDenied
