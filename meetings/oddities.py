"""What looks odd about a record. Pure: facts in, findings out. A hint, never a verdict.

The author sees the findings before handing in and may hand in all the same; reviewers see them
beside the record. Late entry is no oddity: it is allowed, and stands in the record with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from accounts.photos import alike
from branches.calendar import day_label
from meetings.choices import OddityKind, Presence
from meetings.completeness import POSTS


@dataclass(frozen=True, slots=True)
class Finding:
    """``key`` names the matter, the same whenever it is found; ``other_id`` the other record."""

    kind: OddityKind
    key: str
    sentence: str
    other_id: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """The chair or the recorder, who by the roll was not there. Asked of the author at the field;
    nothing is kept of it, because roll and posts stand in the record itself."""

    field: str
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An uploaded photo; ``taken_on`` is the local day that the camera wrote into it."""

    attachment_id: int
    perceptual_hash: str
    taken_on: date | None


@dataclass(frozen=True, slots=True)
class Used:
    """A photo of another record."""

    perceptual_hash: str
    meeting_id: int
    title: str
    held_on: date


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody who is also recorded as present at another meeting's sitting."""

    member_id: int
    name: str
    meeting_id: int
    title: str
    starts_at: datetime
    ends_at: datetime


MOST_NAMES = 3
AWAY = "{post}{name}在点名里是“{mark}”，没有到会，请核对。"


def posts_away(
    posts: Mapping[str, int | None], presences: Mapping[int, Presence], names: Mapping[int, str]
) -> list[Away]:
    """``posts``: field → member. Who is not on the roll (a chair from another group) is not asked
    about."""
    return [
        Away(
            field,
            f"away:{field}:{who}:{mark}",
            AWAY.format(post=word, name=names[who], mark=mark.label),
        )
        for field, word in POSTS
        if (who := posts[field])
        and (mark := presences.get(who, Presence.PRESENT)) != Presence.PRESENT
    ]


def photos_taken_another_day(photos: Iterable[Taken], days: set[date]) -> Iterator[Finding]:
    """Photos that the camera dated on none of the meeting's days."""
    for photo in photos:
        if photo.taken_on and photo.taken_on not in days:
            yield Finding(
                OddityKind.PHOTO_OTHER_DAY,
                f"day:{photo.attachment_id}",
                f"有照片拍摄于{day_label(photo.taken_on)}，不是开会当天。",
            )


def photos_used_before(photos: Iterable[Taken], used: Iterable[Used]) -> Iterator[Finding]:
    """Photos that already stand in another record, allowing for another size or quality."""
    others = list(used)
    hashes = [(place, other.perceptual_hash) for place, other in enumerate(others)]
    for photo in photos:
        nearest = min(alike(photo.perceptual_hash, hashes), key=itemgetter(1), default=None)
        if nearest:
            twin = others[nearest[0]]
            yield Finding(
                OddityKind.PHOTO_REUSED,
                f"photo:{photo.attachment_id}:{twin.meeting_id}",
                f"有照片与{day_label(twin.held_on)}“{_short(twin.title)}”的照片相同。",
                twin.meeting_id,
            )


def in_two_places(
    present: dict[int, tuple[datetime, datetime]], elsewhere: Iterable[Elsewhere]
) -> Iterator[Finding]:
    """People whose sitting overlaps with one of another meeting; one finding for each meeting.

    ``present``: member id → begin and end of the sitting at which they were.
    """
    clashes: dict[int, list[Elsewhere]] = {}
    for other in elsewhere:
        begins, ends = present[other.member_id]
        if other.starts_at < ends and begins < other.ends_at:
            clashes.setdefault(other.meeting_id, []).append(other)
    for meeting_id, people in clashes.items():
        yield Finding(
            OddityKind.TWO_PLACES,
            f"place:{meeting_id}",
            f"{_names(people)}同一时间也记在“{_short(people[0].title)}”的到会名单里。",
            meeting_id,
        )


def _names(people: list[Elsewhere]) -> str:
    names = list(dict.fromkeys(person.name for person in people))
    more = f"等 {len(names)} 人" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"
