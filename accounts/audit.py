"""The trail: who changed what, who looked at whose personal data, in which request and why.

django-auditlog writes an entry for every ``save()`` and ``delete()`` of a registered model. It
does not see bulk statements nor looks: those are recorded here, by hand. Entries are only ever
added; no page deletes or edits them. Which models are registered stands in ``config/trail.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.addresses import client_address
from accounts.bulk import insert_rows

Changes = dict[str, tuple[Any, Any]]  # field name → (before, after)
HIDDEN = "•••"
EMPTY = ("", "None", None)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Occasion:
    """In what circumstances something is done."""

    request: HttpRequest | None = None
    actor: Any = None
    reason: str = ""


NO_OCCASION = Occasion()
_occasion: ContextVar[Occasion] = ContextVar("occasion", default=NO_OCCASION)


@contextmanager
def _circumstances(**details: Any) -> Iterator[None]:
    token = _occasion.set(replace(_occasion.get(), **details))
    try:
        yield
    finally:
        _occasion.reset(token)


def during(request: HttpRequest) -> Any:
    """Entries written inside are of this request and its user."""
    return _circumstances(request=request)


def on_behalf_of(actor: Any, *, reason: str = "") -> Any:
    """Entries written inside are this user's: for jobs and commands, which have no request."""
    return _circumstances(actor=actor, reason=reason)


def because(reason: str) -> Any:
    """Entries written inside carry the reason that the user gave."""
    return _circumstances(reason=reason)


def hide(value: str) -> str:
    """That a secret changed is recorded, what it is is not."""
    return HIDDEN


@receiver(pre_save, sender=LogEntry, dispatch_uid="accounts.audit.note_occasion")
def note_occasion(instance: LogEntry, **kwargs: Any) -> None:
    """auditlog's own middleware would connect a signal anew in every request; this one stays."""
    _note(instance, _occasion.get())
    if isinstance(instance.changes, dict):
        instance.changes = _meaningful(instance.content_type.model_class(), instance.changes)


def _meaningful(model: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Without what auditlog lists at creation: relations from elsewhere, empty fields, secrets."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    return {
        name: [_legible(columns[name], text) for text in pair] if name in columns else pair
        for name, pair in changes.items()
        if not isinstance(pair, list | tuple) or (name in columns and _says_something(*pair))
    }


def _legible(field: models.Field, text: Any) -> Any:
    """JSON in words: a model may say what codes mean in ``TOLD``, field → code → word."""
    if not isinstance(field, models.JSONField) or text in (*EMPTY, HIDDEN):
        return text
    return _in_words(json.loads(text), getattr(field.model, "TOLD", {}).get(field.name, {}))


def _in_words(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        pairs = ((words.get(key, key), _in_words(part, words)) for key, part in value.items())
        return "；".join(f"{key}：{part}" for key, part in pairs)
    if isinstance(value, list):
        return "、".join(_in_words(part, words) for part in value)
    return str(words.get(value, value))


def _says_something(before: Any, after: Any) -> bool:
    return before not in EMPTY or after not in (*EMPTY, "False")


def _note(entry: LogEntry, occasion: Occasion) -> LogEntry:
    request = occasion.request
    if entry.actor is None:
        actor = occasion.actor or getattr(request, "user", None)
        entry.actor_id = actor.pk if actor is not None and actor.is_authenticated else None
    if request is not None:
        entry.remote_addr = client_address(request)
    details = {"reason": occasion.reason, "post": getattr(entry.actor, "acting_as", None)}
    noted = {name: value for name, value in details.items() if value}
    if noted:
        entry.additional_data = noted | (entry.additional_data or {})
    return entry


# Recording by hand


def record_look(*, user: Any, obj: models.Model, field: str) -> None:
    """``user`` has looked at the full value of ``field`` (in the user's words) of ``obj``."""
    record_looks(user=user, objects=[obj], field=field)


def record_looks(*, user: Any, objects: Iterable[models.Model], field: str) -> int:
    """The same for many at once: an export, a printed list. Returns how many were recorded."""
    return _record(
        _entry(obj, LogEntry.Action.ACCESS, user, details={"field": field}) for obj in objects
    )


def record_change(*, user: Any, obj: models.Model, changes: Changes, reason: str = "") -> None:
    """A change that was written by ``update()``."""
    record_changes(user=user, changes=[(obj, changes)], reason=reason)


def record_changes(
    *,
    user: Any,
    changes: Iterable[tuple[models.Model, Changes]],
    created: bool = False,
    reason: str = "",
) -> int:
    """What a bulk statement wrote, object by object. Secrets come in hidden (``HIDDEN``)."""
    action = LogEntry.Action.CREATE if created else LogEntry.Action.UPDATE
    details = {"reason": reason} if reason else {}
    return _record(
        _entry(obj, action, user, details=details, changes=_as_text(changed))
        for obj, changed in changes
    )


def record_rows(
    *,
    model: type[models.Model],
    rows: Iterable[tuple[int, str, Changes]],
    user: Any,
    created: bool = False,
    reason: str = "",
) -> int:
    """As ``record_changes`` for rows that never were instances: (key, name, changes) of each."""
    action = LogEntry.Action.CREATE if created else LogEntry.Action.UPDATE
    details = {"reason": reason} if reason else None
    common = _note(LogEntry(actor=user, additional_data=details), _occasion.get())
    shared = {
        "content_type_id": ContentType.objects.get_for_model(model).pk,
        "action": action,
        "actor_id": common.actor_id,
        "remote_addr": common.remote_addr,
        "additional_data": common.additional_data,
        "timestamp": timezone.now(),
    }
    entries = [
        {
            **shared,
            "object_pk": str(pk),
            "object_id": pk,
            "object_repr": name,
            "changes": _as_text(changed),
        }
        for pk, name, changed in rows
    ]
    return insert_rows(LogEntry, entries)


def _as_text(changes: Changes) -> dict[str, list[str]]:
    return {name: [str(before), str(after)] for name, (before, after) in changes.items()}


def _entry(
    obj: models.Model,
    action: int,
    user: Any,
    *,
    details: dict[str, Any],
    changes: dict[str, list[str]] | None = None,
) -> LogEntry:
    entry = LogEntry(
        content_type=ContentType.objects.get_for_model(obj),
        object_pk=str(obj.pk),
        object_id=obj.pk,
        object_repr=str(obj),
        action=action,
        actor=user,
        changes=changes,
        additional_data=details or None,
        timestamp=timezone.now(),
    )
    return _note(entry, _occasion.get())


def _record(entries: Iterable[LogEntry]) -> int:
    return len(LogEntry.objects.bulk_create(entries, batch_size=BATCH))


# Whose data it is


def records_about(user: Any) -> list[models.Model]:
    """The user's account, and what other apps keep about the person (RECORDS_ABOUT_PERSON)."""
    finders = map(import_string, settings.RECORDS_ABOUT_PERSON)
    return [user, *(record for find in finders for record in find(user))]
