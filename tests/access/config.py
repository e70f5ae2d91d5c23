"""What machines ask, without a login and with no more than a word a part; and the manual."""

from __future__ import annotations

from tests.access.row import Row
from tests.access.world import EVERYONE

ROWS = [
    Row("manual", reads=EVERYONE, shows=302),  # to the chapter of one's post
    Row("manual_chapter", reads=EVERYONE, args=lambda world: {"slug": "record"}),
    Row("healthz", reads=EVERYONE, public=True),
    Row("readyz", reads=EVERYONE, public=True, shows=503),  # in the suite there is no worker
    Row("metrics", reads="", public=True, visitors=404),
]
