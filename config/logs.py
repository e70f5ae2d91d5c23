"""Logs: one JSON object a line in production, plain lines while developing.

No personal data goes into them: whoever logs names things by their keys, and what PostgreSQL says
of the values of a refused row is cut off.
"""

from __future__ import annotations

import re
from typing import Any

import structlog

VALUES = re.compile(r"\n(?:DETAIL|CONTEXT|LINE \d+):.*(?:\n[ \t]+.*)*")
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def without_values(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cut off what PostgreSQL adds to an error: the values of the row, names and numbers."""
    return {
        key: VALUES.sub("", value) if isinstance(value, str) else value
        for key, value in event.items()
    }


def configuration(*, as_json: bool, level: str) -> dict[str, Any]:
    """For Django's LOGGING; configures structlog on the way."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    ending: list[Any] = (
        [
            structlog.processors.format_exc_info,
            without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if as_json
        else [structlog.dev.ConsoleRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},  # it tells of every login
            "django.server": {"handlers": ["console"], "level": level, "propagate": False},
        },
    }
