"""What the verbs of this app refuse; each carries a sentence for the screen."""

from __future__ import annotations


class DutyRefused(Exception):
    """The duty cannot be changed so."""


class ListRefused(Exception):
    """The responsibility list cannot be changed so."""


class DirectiveRefused(Exception):
    """The directive, or a branch's step of it, cannot be changed so."""
