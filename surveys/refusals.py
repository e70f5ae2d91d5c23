"""Why something is not done: sentences fit for the screen."""

from __future__ import annotations


class SurveyRefused(ValueError):
    """A survey is not written, sent, ended or answered as asked."""
