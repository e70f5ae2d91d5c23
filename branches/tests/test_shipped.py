"""Shipped data is loaded only into tables as they are now."""

from types import SimpleNamespace

import pytest
from django.apps import apps as live

from branches.models import Holiday, Provision
from branches.shipped import is_migrated


class Older:
    """The state of the models after an early migration: a table has one column less."""

    def get_model(self, label):
        fields = live.get_model(label)._meta.local_concrete_fields[:-1]
        return SimpleNamespace(_meta=SimpleNamespace(local_concrete_fields=fields))


class Empty:
    def get_model(self, label):
        raise LookupError(label)


@pytest.mark.parametrize(
    ("apps", "ready"),
    [(None, True), (live, True), (Older(), False), (Empty(), False)],
    ids=["emptied", "migrated", "midway", "no tables"],
)
def test_tables_must_be_as_the_models_are(apps, ready):
    assert is_migrated(apps, Holiday, Provision) is ready
