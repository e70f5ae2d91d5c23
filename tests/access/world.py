"""Two detachments, two brigades, two branches, and one user of every role who looks at ``here``."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from branches.choices import Role, UnitKind
from branches.models import Branch, Unit
from members.models import Member
from tests.factories import BranchFactory, UnitFactory, UserFactory, member_of, user_with

# Roles as seen from the branch ``here``. The last ones stand elsewhere: whatever they are, they
# reach nothing of it.
INSIDE = (
    "member",
    "supervisor",
    "committee",
    "secretary",
    "brigade",
    "office",
)
OUTSIDE = (
    "nobody",  # an account without a post
    "administrator",
    "auditor",
    "stranger",  # secretary of a branch of another brigade
    "neighbour",  # officer of that other brigade
    "outsider",  # political office of another detachment
)
ROLES = (*INSIDE, *OUTSIDE)

EVERYONE = " ".join(ROLES)
COMMITTEE = "committee secretary"
BRANCH = f"member supervisor {COMMITTEE}"
UNIT = "brigade office"


class World:
    """The places and people of one test; what an app needs besides, its rows make from these."""

    @cached_property
    def detachment(self) -> Unit:
        return UnitFactory(kind=UnitKind.DETACHMENT)

    @cached_property
    def brigade(self) -> Unit:
        return UnitFactory(kind=UnitKind.BRIGADE, parent=self.detachment)

    @cached_property
    def station(self) -> Unit:
        return UnitFactory(parent=self.brigade)

    @cached_property
    def here(self) -> Branch:
        return BranchFactory(unit=self.station)

    @cached_property
    def colleague(self) -> Member:
        """A member of ``here`` without an account."""
        return member_of(self.here)

    @cached_property
    def other_brigade(self) -> Unit:
        return UnitFactory(kind=UnitKind.BRIGADE, parent=self.detachment)

    @cached_property
    def there(self) -> Branch:
        return BranchFactory(unit=UnitFactory(parent=self.other_brigade))

    @cached_property
    def elsewhere(self) -> Unit:
        return UnitFactory(kind=UnitKind.DETACHMENT)

    def user(self, role: str) -> User | AnonymousUser:
        """The user of that name, the same one at every call."""
        return self._users.setdefault(role, None) or self._remember(role)

    @cached_property
    def _users(self) -> dict[str, User | AnonymousUser | None]:
        return {"anonymous": AnonymousUser()}

    def _remember(self, role: str) -> User:
        posts = {
            "member": (Role.MEMBER, {"branch": self.here}),
            "supervisor": (Role.SUPERVISOR, {"branch": self.here}),
            "committee": (Role.COMMITTEE_MEMBER, {"branch": self.here}),
            "secretary": (Role.SECRETARY, {"branch": self.here}),
            "brigade": (Role.BRIGADE_OFFICER, {"unit": self.brigade}),
            "office": (Role.POLITICAL_OFFICE, {"unit": self.detachment}),
            "administrator": (Role.ADMINISTRATOR, {}),
            "auditor": (Role.AUDITOR, {}),
            "stranger": (Role.SECRETARY, {"branch": self.there}),
            "neighbour": (Role.BRIGADE_OFFICER, {"unit": self.other_brigade}),
            "outsider": (Role.POLITICAL_OFFICE, {"unit": self.elsewhere}),
        }
        if role == "nobody":
            user = UserFactory()
        else:
            post, place = posts[role]
            user = user_with(post, **place)
        self._users[role] = user
        return user
