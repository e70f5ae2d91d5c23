"""A record as it is handed in: plain values, complete and checked for shape, not yet for rules.

The form makes one from what was typed, ``services.record`` judges it and writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from meetings.choices import MeetingKind, Presence, VoteMatter, VoteMethod


@dataclass(frozen=True, slots=True)
class SittingTime:
    """From when to when, and where if not at the meeting's own place."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one person was; ``sitting`` counts only when present."""

    presence: Presence
    sitting: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote as it was counted; ``written_yes`` are written opinions handed in beforehand."""

    matter: VoteMatter
    method: VoteMethod
    yes: int
    no: int
    abstained: int
    written_yes: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said to an item. Without ``speaker_id``: a guest, not on the roster."""

    text: str
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True)
class Resolve:
    """What was decided. ``decision_id`` names the one that is being reworded."""

    text: str
    owner_id: int | None = None
    due_on: date | None = None
    decision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda. ``heard`` are duties of earlier decisions that it heard of."""

    title: str
    report: str = ""
    ballot: Ballot | None = None
    speeches: tuple[Words, ...] = ()
    decisions: tuple[Resolve, ...] = ()
    heard: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A Party lecture. Without ``lecturer_id``: a guest of this name; without ``title``: the
    meeting's own."""

    lecturer_id: int | None = None
    guest: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One gathering. ``marks`` by member id hold one entry for everybody on the day's roster."""

    kinds: tuple[MeetingKind, ...]
    title: str
    sittings: tuple[SittingTime, ...]
    place: str
    marks: Mapping[int, Mark]
    chair_id: int | None
    recorder_id: int | None
    summary: str = ""
    items: tuple[Item, ...] = ()
    theme_id: int | None = None
    group_ids: tuple[int, ...] = ()
    observers: str = ""
    late_reason: str = ""
    attachment_ids: tuple[int, ...] = ()
    talks: tuple[Talk, ...] = ()
    partner_ids: tuple[int, ...] = ()

    def post(self, field: str) -> int | None:
        """Who is ``chair`` or ``recorder``."""
        return self.chair_id if field == "chair" else self.recorder_id

    @property
    def assigns(self) -> bool:
        """Whether anything decided has an owner and a day."""
        return len(self.unwatched) < len(self._decisions)

    @property
    def unwatched(self) -> list[Resolve]:
        """What was decided without an owner or a day, so that nobody supervises it."""
        return [each for each in self._decisions if not (each.owner_id and each.due_on)]

    @property
    def _decisions(self) -> list[Resolve]:
        return [decision for item in self.items for decision in item.decisions]

    @property
    def heard(self) -> set[int]:
        """Duties of earlier decisions, of all items."""
        return {duty for item in self.items for duty in item.heard}

    @property
    def text(self) -> str:
        """All that was written, for comparing one record with another."""
        parts = [self.summary]
        for item in self.items:
            parts.append(item.report)
            parts.extend(words.text for words in item.speeches)
        return "\n".join(part for part in parts if part)
