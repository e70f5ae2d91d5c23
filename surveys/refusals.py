"""Why something is not done: sentences fit for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveys.models import AnswerDraft


class SurveyRefused(ValueError):
    """A survey is not written, sent, ended or answered as asked."""


class DraftClash(Exception):
    """Another device kept something else meanwhile; ``theirs`` is what stands now."""

    def __init__(self, theirs: AnswerDraft) -> None:
        self.theirs = theirs
        super().__init__("在另一台设备上又填过。")
