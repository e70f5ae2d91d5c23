"""How forms write dates: the way the browser's own date and time controls read them.

Without this a value stands in the page as 2026/09/18, and ``<input type="date">`` shows nothing.
"""

from __future__ import annotations

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
