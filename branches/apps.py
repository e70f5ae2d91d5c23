from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.db.models.signals import post_migrate

from accounts.prepared import takes_apart
from branches import scope


class BranchesConfig(AppConfig):
    name = "branches"
    verbose_name = "组织"

    def ready(self) -> None:
        import_module("branches.lookups")  # registers what querysets may ask
        takes_apart(get_user_model(), scope.taken_apart)
        post_migrate.connect(load_shipped_data, sender=self)


def load_shipped_data(*, apps: Any = None, **kwargs: Any) -> None:
    """After every migration: the numbers of regulations and the announced holidays are there."""
    from branches.models import Holiday, Provision, Unit
    from branches.services.holidays import load_holidays
    from branches.services.provisions import load_provisions
    from branches.shipped import is_migrated

    if is_migrated(apps, Holiday, Provision, Unit):
        load_provisions()
        load_holidays()
