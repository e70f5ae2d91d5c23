"""When a stage that had been reported was put right, as the trail tells it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import AuditEntry
from duties.models import DirectiveStep

SAID = {"said", "meeting_key", "meeting_label"}


def corrected_on(steps: Collection[DirectiveStep]) -> dict[int, date]:
    """By key, the day of the last correction of the report that stands. One query.

    A report changes the state of its step; a correction only what is said.
    """
    entries = AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(DirectiveStep),
        object_id__in=[step.pk for step in steps],
        action=LogEntry.Action.UPDATE,
    )
    found: dict[int, date] = {}
    rows = entries.order_by("timestamp", "pk").values_list("object_id", "changes", "timestamp")
    for pk, changes, moment in rows:
        if "state" in changes:
            found.pop(pk, None)
        elif SAID & set(changes):
            found[pk] = timezone.localdate(moment)
    return found
