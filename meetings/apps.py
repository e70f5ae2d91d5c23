from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from meetings import mirror


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "组织生活"

    def ready(self) -> None:
        pre_migrate.connect(mirror.step_aside, sender=self)
        post_migrate.connect(mirror.install, sender=self)
