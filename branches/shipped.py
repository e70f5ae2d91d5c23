"""When data that comes with the product may be loaded."""

from __future__ import annotations

from typing import Any

from django.db import models


def is_migrated(apps: Any, *kinds: type[models.Model]) -> bool:
    """Whether the tables are as these models are now, not midway through their history.

    ``apps`` is what ``post_migrate`` passes: the state of the models after the migration, or
    ``None`` when a database was only emptied.
    """
    return apps is None or all(_columns(apps, kind) == _own_columns(kind) for kind in kinds)


def _columns(apps: Any, kind: type[models.Model]) -> set[str | None]:
    try:
        return _own_columns(apps.get_model(kind._meta.label))
    except LookupError:
        return set()


def _own_columns(kind: type[models.Model]) -> set[str | None]:
    return {field.column for field in kind._meta.local_concrete_fields}
