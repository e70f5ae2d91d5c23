"""Modules that are heavy and seldom needed: loaded at their first use, not when a process starts.

Writers of Word and Excel weigh tens of megabytes. A web process answers thousands of pages before
somebody downloads a sheet, and Word is written by a worker. See docs/adr/0032.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject


def when_used(module: str) -> Any:
    """The module of that name, imported by whoever first asks it for something."""
    return SimpleLazyObject(partial(import_module, module))
