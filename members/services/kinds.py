"""The kinds of certificates, honours and training: shipped, then kept by the office."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import CertificateKind, HonourKind, TrainingKind
from members.models.kinds import Kind
from members.services.refusals import KindRefused

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "registers.toml"
MODELS: dict[str, type[Kind]] = {
    "certificate": CertificateKind,
    "honour": HonourKind,
    "training": TrainingKind,
}


@transaction.atomic
def load_kinds() -> int:
    """Enter the shipped kinds of which nobody has the code yet; how many that were.

    Safe to run again; what an office renamed or retired stays so.
    """
    entered = 0
    for model in MODELS.values():
        known = set(model.objects.values_list("code", "name"))
        codes, names = {code for code, _ in known}, {name for _, name in known}
        rows = [
            kind
            for kind in shipped_kinds(model=model)
            if kind.code not in codes and kind.name not in names
        ]
        model.objects.bulk_create(rows, ignore_conflicts=True)
        entered += len(rows)
    return entered


def shipped_kinds(*, model: type[Kind]) -> Iterator[Kind]:
    """The rows of ``data/registers.toml`` for one model, not saved."""
    name = next(name for name, each in MODELS.items() if each is model)
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))[name]
    for place, words in enumerate(shipped, 1):
        yield model(order=10 * place, **words)


@transaction.atomic
def add_kind(*, model: type[Kind], name: str) -> Kind:
    """One more to choose from. Refused when there is one of that name."""
    kind = model(name=name.strip(), code=f"own-{uuid4().hex[:12]}")
    return _saved(kind)


@transaction.atomic
def rename_kind(*, kind: Kind, name: str) -> Kind:
    """Another word for it; entries follow."""
    kind.name = name.strip()
    return _saved(kind)


@transaction.atomic
def retire_kind(*, kind: Kind, retired: bool) -> Kind:
    """No longer offered (or again); entries that have it keep it."""
    kind.retired = retired
    return _saved(kind)


def _saved(kind: Kind) -> Kind:
    try:
        kind.full_clean()
    except ValidationError as error:
        raise KindRefused(" ".join(error.messages)) from error
    kind.save()
    return kind
