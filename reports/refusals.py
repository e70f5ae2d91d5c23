"""What cannot be compiled."""

from __future__ import annotations


class ReportRefused(Exception):
    """The sentence for the screen."""


class TextClash(ReportRefused):
    """Somebody else has changed the words meanwhile."""
