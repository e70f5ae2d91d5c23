"""Give the open decisions of before their duties. Safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from meetings.services import supervision


class Command(BaseCommand):
    help = "把以前会议上定了责任人和时限、尚未办结的决定列入督办，可重复运行"

    def handle(self, *args: Any, **options: Any) -> None:
        made = supervision.supervise_earlier(now=timezone.now())
        self.stdout.write(f"已列入督办 {made} 件。")
