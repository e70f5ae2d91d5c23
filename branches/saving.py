"""Saving in this app: everything is checked first, and a refusal says all that is wrong."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

Row = TypeVar("Row", bound=models.Model)
OF_THE_TREE = ("path", "depth", "numchild")


def check(row: models.Model, refused: type[Exception]) -> None:
    """``full_clean``, with what is wrong as one sentence of the app's own refusal."""
    tree = [name for name in OF_THE_TREE if hasattr(row, name)]
    try:
        row.full_clean(exclude=tree)
    except ValidationError as error:
        raise refused(" ".join(_sentences(row, error))) from error


def save(row: Row, refused: type[Exception]) -> Row:
    """Check and save."""
    check(row, refused)
    row.save()
    return row


def _sentences(row: models.Model, error: ValidationError) -> list[str]:
    """A message about a field begins with the field's name."""
    said = []
    for name, messages in error.message_dict.items():
        field = None if name == "__all__" else row._meta.get_field(name)
        label = f"{getattr(field, 'verbose_name', name)}：" if field else ""
        said += [f"{label}{message}" for message in messages]
    return said
