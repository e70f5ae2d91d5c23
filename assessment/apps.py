from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "积分"

    def ready(self) -> None:
        post_migrate.connect(load_shipped_data, sender=self)


def load_shipped_data(*, apps: Any = None, **kwargs: Any) -> None:
    """After every migration: there is a rule set for whoever has none of their own."""
    from assessment.models import Band, Rule, RuleSet
    from assessment.services.shipped import load_shipped_rules
    from branches.shipped import is_migrated

    if is_migrated(apps, Band, Rule, RuleSet):
        load_shipped_rules()
