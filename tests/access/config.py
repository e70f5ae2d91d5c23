"""What machines ask: no login, and nothing that says more than a word a part."""

from __future__ import annotations

from tests.access.row import Row
from tests.access.world import EVERYONE

ROWS = [
    Row("healthz", reads=EVERYONE, public=True),
    Row("readyz", reads=EVERYONE, public=True, shows=503),  # in the suite there is no worker
    Row("metrics", reads="", public=True, visitors=404),
]
