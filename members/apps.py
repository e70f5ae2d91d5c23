from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "党员"

    def ready(self) -> None:
        post_migrate.connect(load_shipped_kinds, sender=self)


def load_shipped_kinds(*, apps: Any = None, **kwargs: Any) -> None:
    """After every migration: the kinds that registers start with are there."""
    from branches.shipped import is_migrated
    from members.models import CertificateKind, HonourKind, TrainingKind
    from members.services.kinds import load_kinds

    if is_migrated(apps, CertificateKind, HonourKind, TrainingKind):
        load_kinds()
