"""Audit entries in the reader's words: names of fields and choices instead of keys.

The entries of a page are told together, so that names of related objects are looked up once per
model and not once per entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.audit import EMPTY, HIDDEN
from accounts.fields import EncryptedTextField
from accounts.models.trail import AuditEntry

SHOWN = 120
INTERNAL = ("is_staff", "is_superuser", "user")


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if HIDDEN in (self.before, self.after):
            return f"{self.field}：已更改"
        if not self.before:
            return f"{self.field}：{self.after}"
        return f"{self.field}：{self.before} → {self.after or '（空）'}"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the trail."""

    at: datetime
    who: str
    staff_number: str
    address: str
    action: str
    kind: str
    what: str
    changes: list[Change]
    reason: str

    @property
    def text(self) -> str:
        return "；".join(map(str, self.changes))


def tell(entries: Iterable[AuditEntry]) -> list[Told]:
    """The entries as lines, with as many queries as there are related models among them."""
    listed = list(entries)
    names = _names(listed)
    return [_told(entry, names) for entry in listed]


Names = dict[tuple[type[models.Model], str], str]


def _told(entry: AuditEntry, names: Names) -> Told:
    model = entry.content_type.model_class()
    return Told(
        at=entry.timestamp,
        who=str(entry.actor or "系统"),
        staff_number=entry.actor.staff_number if entry.actor else "",
        address=entry.remote_addr or "",
        action=entry.action_label,
        kind=str(model._meta.verbose_name) if model else entry.content_type.model,
        what=entry.object_repr,
        changes=[
            change
            for name, (before, after) in _pairs(entry)
            if (change := _change(model, name, before, after, names))
        ]
        + _looked_at(entry),
        reason=entry.details.get("reason", ""),
    )


def _looked_at(entry: AuditEntry) -> list[Change]:
    field = entry.details.get("field")
    return [Change(field="查看", before="", after=field)] if field else []


def _pairs(entry: AuditEntry) -> list[tuple[str, tuple[Any, Any]]]:
    changes = entry.changes if isinstance(entry.changes, dict) else {}
    return [(name, tuple(pair)) for name, pair in changes.items() if isinstance(pair, list)]


def _change(model: Any, name: str, before: Any, after: Any, names: Names) -> Change | None:
    field = _field(model, name)
    if field is None:
        return Change(name, _plain(before), _plain(after))
    if field.primary_key:
        return None
    old, new = (_value(field, value, names) for value in (before, after))
    return Change(str(field.verbose_name), old, new) if (old or new) else None


def _field(model: Any, name: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _value(field: Any, value: Any, names: Names) -> str:
    if value in EMPTY:
        return ""
    if field.is_relation:
        return names.get((field.related_model, str(value)), f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return {"True": "是", "False": "否"}.get(str(value), str(value))
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    return _plain(value)


def _moment(written: str) -> str:
    """auditlog writes moments in UTC without saying so."""
    moment = parse_datetime(written)
    if moment is None:
        return written
    return timezone.localtime(moment.replace(tzinfo=UTC)).strftime("%Y-%m-%d %H:%M")


def _plain(value: Any) -> str:
    text = "" if value in EMPTY else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _names(entries: list[AuditEntry]) -> Names:
    """What the numbers in foreign keys are called today."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for entry in entries:
        for name, pair in _pairs(entry):
            field = _field(entry.content_type.model_class(), name)
            if field is not None and field.is_relation:
                wanted[field.related_model].update(str(one) for one in pair if one not in EMPTY)
    return {
        (model, str(pk)): str(found)
        for model, pks in wanted.items()
        for pk, found in model._base_manager.in_bulk([pk for pk in pks if pk.isdigit()]).items()
    }


# What is kept about a person


@dataclass(frozen=True, slots=True)
class Kept:
    """A record about a person, field by field."""

    kind: str
    facts: list[tuple[str, str]]


def kept_about(records: Iterable[models.Model]) -> list[Kept]:
    """What the system keeps, in words; encrypted fields and the password only by name."""
    return [
        Kept(kind=str(record._meta.verbose_name), facts=list(_facts(record))) for record in records
    ]


def _facts(record: models.Model) -> Iterable[tuple[str, str]]:
    for field in record._meta.concrete_fields:
        if field.primary_key or not field.editable or field.name in INTERNAL:
            continue
        value = getattr(record, field.attname)
        if value not in EMPTY:
            yield str(field.verbose_name), _shown(record, field, value)


def _shown(record: models.Model, field: Any, value: Any) -> str:
    if field.name == "password":
        return "只存加密摘要，无人能看到"
    if isinstance(field, EncryptedTextField):
        return f"加密保存，尾号 {value[-4:]}"
    if field.is_relation:
        return str(getattr(record, field.name))
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value)
