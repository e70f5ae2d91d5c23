"""The access table: for every named address, who reads it and who writes to it.

An app adds a module ``tests/access/<app>.py`` with ``ROWS``; tests/test_access.py walks them.
"""

from tests.access.row import Row
from tests.access.world import BRANCH, COMMITTEE, EVERYONE, UNIT, World

__all__ = ["BRANCH", "COMMITTEE", "EVERYONE", "UNIT", "Row", "World"]
