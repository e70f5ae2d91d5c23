"""Which record is being written, and what else lies on the desk of its branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from branches.models import Branch
from branches.periods import Grain, Period
from meetings.models import Draft, Meeting, Theme
from meetings.prefill import theme_of


@dataclass(frozen=True)
class Desk:
    """Which record is being written: whose, under what token, changing what."""

    branch: Branch
    token: UUID
    meeting: Meeting | None = None
    draft: Draft | None = None

    @property
    def version(self) -> int:
        return self.draft.version if self.draft else 0

    @property
    def is_overtaken(self) -> bool:
        """The record to be changed is not open any more, or has moved on since."""
        meeting = self.meeting
        return meeting is not None and (not meeting.is_open or meeting.edit_token != self.token)

    @property
    def query(self) -> str:
        """Names the place in the address, for requests after the draft is gone."""
        if self.meeting:
            return f"meeting={self.meeting.pk}"
        return urlencode({"branch": self.branch.code})

    @property
    def unfinished(self) -> list[Draft]:
        """Other new records that somebody has begun, the latest first; asked of a blank form."""
        if self.meeting or self.draft:
            return []
        return list(Draft.objects.filter(branch=self.branch, meeting=None))

    def offered_on(self, day: date) -> Theme | None:
        """The theme of the day's month, unless a draft or a record of the branch has taken it up;
        of a new record. At most three queries."""
        if self.meeting:
            return None
        theme = theme_of(self.branch, Period.containing(day, Grain.MONTH))
        if theme is None or Draft.objects.filter(branch=self.branch, theme=theme).exists():
            return None
        held = Meeting.objects.entered().filter(theme=theme, credits__branch=self.branch)
        return None if held.exists() else theme
