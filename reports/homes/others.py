"""Homes of those who keep watch or keep the system: supervisor, administrator, auditor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import AuditAction, AuditEntry, FailedLogin, User
from assessment.choices import SettlementState
from assessment.models import Settlement
from backups.models import Backup
from branches.models import Branch
from meetings.models import Meeting
from notices.choices import DeliveryState
from notices.models import Delivery
from reports import links

SHOWN = 8
LATELY = timedelta(days=7)
PUBLIC = (SettlementState.PUBLISHED, SettlementState.CONFIRMED, SettlementState.LOCKED)


@dataclass
class SupervisorHome:
    """What the own branch has published: accepted minutes and results."""

    user: User
    branch: Branch

    template = "reports/home_supervisor.html"

    @cached_property
    def meetings(self) -> list[Meeting]:
        accepted = Meeting.objects.visible_to(self.user).filter(branch=self.branch).counted()
        return list(accepted[:SHOWN])

    @cached_property
    def results(self) -> list[Settlement]:
        """Quarters whose points were published, the newest first."""
        own = Settlement.objects.visible_to(self.user).filter(branch=self.branch)
        return list(own.filter(state__in=PUBLIC)[:SHOWN])

    @property
    def urls(self) -> dict[str, str]:
        """Where the lists lead."""
        return {
            "meetings": links.meetings(branch=self.branch.code),
            "points": reverse("assessment:branch", args=[self.branch.code]),
        }


@dataclass
class AdministratorHome:
    """Accounts and who is logged in. Party content is not seen here."""

    user: User
    now: datetime

    template = "reports/home_administrator.html"

    @cached_property
    def accounts(self) -> dict[str, Any]:
        return User.objects.visible_to(self.user).aggregate(
            active=Count("pk", filter=Q(is_active=True)),
            new=Count("pk", filter=Q(is_active=True, last_login=None)),
            inactive=Count("pk", filter=Q(is_active=False)),
            lately=Count("pk", filter=Q(last_login__gte=self.now - LATELY)),
        )

    @cached_property
    def unsent(self) -> int:
        """Mails that could not be delivered."""
        return Delivery.objects.filter(state=DeliveryState.FAILED).count()

    @cached_property
    def backup(self) -> Backup | None:
        """The last one that can be restored from."""
        return Backup.objects.visible_to(self.user).good().first()

    @property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        people = reverse("accounts:people")
        return {state: f"{people}?state={state}" for state in ("active", "new", "inactive")}


@dataclass
class AuditorHome:
    """The trail of the last days, in three figures."""

    user: User
    now: datetime

    template = "reports/home_auditor.html"

    @cached_property
    def entries(self) -> dict[str, Any]:
        lately = AuditEntry.objects.visible_to(self.user).filter(timestamp__gte=self.now - LATELY)
        return lately.aggregate(
            changes=Count("pk", filter=~Q(action=AuditAction.ACCESS)),
            looks=Count("pk", filter=Q(action=AuditAction.ACCESS)),
        )

    @cached_property
    def failed_logins(self) -> int:
        return (
            FailedLogin.objects.visible_to(self.user)
            .filter(attempt_time__gte=self.now - LATELY)
            .count()
        )

    @property
    def urls(self) -> dict[str, str]:
        """Where the figures lead."""
        return {"audit": reverse("accounts:audit"), "failed": reverse("accounts:failed_logins")}


@dataclass
class NobodyHome:
    """An account without a post: whom to ask."""

    user: User

    template = "reports/home_nobody.html"
