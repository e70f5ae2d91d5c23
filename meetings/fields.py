"""A record as the fields of its form: one flat mapping from field names to texts.

Drafts are kept like this, revisions too, and the form is bound to it, so that nothing that somebody
typed is lost on the way, however incomplete. The names:

    kinds groups partners theme title day starts ends place two day2 starts2 ends2 place2
    chair recorder observers summary late_reason attachment
    besides                               the month's joint gathering notwithstanding
    l<n>-who -name -title                 a lecture; who is a member's key or `GUEST` with a name
    m<member>                             present, present2 (second sitting) or a reason
    i<n>-title -report -matter -method -yes -no -abstained -written_yes
    i<n>-heard                            duties of earlier decisions that the item hears of
    i<n>-s<k>-who -text                   a speech; who is a member's key or `GUEST`
    i<n>-d<k>-id -text -owner -due        a decision; id where it stands already
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from meetings.choices import Presence

if TYPE_CHECKING:
    from meetings.models import AgendaItem, Decision, Lecture, Meeting, Sitting, Speech

Fields = dict[str, list[str]]

GUEST = "guest"
GUEST_NAME = "列席人员"
SECOND = "2"  # after "present": at the second sitting
HEAD = (
    "kinds", "groups", "partners", "theme", "title", "day", "starts", "ends", "place", "two",
    "day2", "starts2", "ends2", "place2", "chair", "recorder", "observers", "summary",
    "late_reason", "attachment", "besides",
)  # fmt: skip
_KNOWN = re.compile(
    r"m(?P<member>\d{1,18})"
    r"|l\d{1,3}-(?:who|name|title)"
    r"|i(?P<item>\d{1,3})-(?:title|report|matter|method|yes|no|abstained|written_yes|heard"
    r"|s\d{1,3}-(?:who|text)|d\d{1,3}-(?:id|text|owner|due))"
)
_TALK = re.compile(r"l(\d+)-")
_ITEM = re.compile(r"^i(\d+)-")
_HEARD = re.compile(r"i\d+-heard")
_PART = re.compile(r"i(\d+)-(?:([sd])(\d+)-)?")


def known(posted: Mapping[str, Sequence[str]]) -> Fields:
    """Only the fields of a record, out of all that was posted. ``posted`` maps to lists."""
    return {
        name: list(texts)
        for name, texts in posted.items()
        if name in HEAD or _KNOWN.fullmatch(name)
    }


def key(written: str) -> int | None:
    """The key of a row out of an address or a form; ``None`` for anything else."""
    return int(written) if written.isdecimal() and len(written) < 19 else None


def marks(fields: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """What was chosen for each member, by key."""
    return {
        int(name[1:]): texts[-1]
        for name, texts in fields.items()
        if name[0] == "m" and name[1:].isdecimal() and texts
    }


def numbers(fields: Iterable[str]) -> dict[int, dict[str, list[int]]]:
    """Numbers of the agenda items, and in each those of its speeches ``s`` and decisions ``d``."""
    found: dict[int, dict[str, set[int]]] = {}
    for name in fields:
        part = _PART.match(name)
        if part:
            item = found.setdefault(int(part[1]), {"s": set(), "d": set()})
            if part[2]:
                item[part[2]].add(int(part[3]))
    return {
        number: {kind: sorted(each) for kind, each in parts.items()}
        for number, parts in sorted(found.items())
    }


def heard(fields: Mapping[str, Sequence[str]]) -> set[int]:
    """Duties of earlier decisions that the agenda names."""
    return {
        found
        for name, texts in fields.items()
        if _HEARD.fullmatch(name)
        for found in map(key, texts)
        if found is not None
    }


def with_first_item(fields: Fields, item: Mapping[str, list[str]]) -> Fields:
    """The agenda with an item before all others, which move on by one."""
    moved = {
        _ITEM.sub(lambda found: f"i{int(found[1]) + 1}-", name): fields[name] for name in fields
    }
    return moved | {f"i0-{name}": texts for name, texts in item.items()}


def talks(fields: Iterable[str]) -> list[int]:
    """Numbers of the lectures."""
    return sorted({int(found[1]) for found in map(_TALK.match, fields) if found})


def of_meeting(meeting: Meeting) -> Fields:
    """The record as it stands. Twelve queries."""
    fields: dict[str, Any] = {
        "title": meeting.title,
        "theme": meeting.theme_id,
        "place": meeting.place,
        "chair": meeting.chair_id,
        "recorder": meeting.recorder_id,
        "observers": meeting.observers,
        "summary": meeting.summary,
        "late_reason": meeting.late_reason,
    }
    flat = {name: [_text(value)] for name, value in fields.items()}
    credits = list(meeting.credits.values_list("kind", "group_id"))
    flat["kinds"] = list(dict.fromkeys(kind for kind, _ in credits))
    flat["groups"] = _once(group for _, group in credits if group)
    flat["attachment"] = _once(meeting.attachments.values_list("pk", flat=True))
    flat |= _sittings(list(meeting.sittings.all()))
    for number, lecture in enumerate(meeting.lectures.all()):
        flat |= {f"l{number}-{name}": [text] for name, text in _talk(lecture).items()}
    rows = list(meeting.attendances.values_list("member_id", "presence", "sitting__number"))
    for partner in meeting.partners.taking_part():
        flat.setdefault("partners", []).append(str(partner.branch_id))
        rows += [(member, presence, sitting) for member, presence, _, _, sitting in partner.roll]
    for member, presence, sitting in rows:
        second = SECOND if presence == Presence.PRESENT and sitting == 2 else ""
        flat[f"m{member}"] = [presence + second]
    for number, item in enumerate(
        meeting.agenda.prefetch_related("speeches", "decisions", "heard")
    ):
        flat |= {f"i{number}-{name}": [text] for name, text in _item(item).items()}
        if told := _once(each.duty_id for each in item.heard.all()):
            flat[f"i{number}-heard"] = told
    return flat


def _once(keys: Iterable[int]) -> list[str]:
    return [str(key) for key in dict.fromkeys(keys)]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _sittings(sittings: Sequence[Sitting]) -> Fields:
    flat: Fields = {"two": ["on"]} if len(sittings) > 1 else {}
    for suffix, sitting in zip(("", "2"), sittings, strict=False):
        flat[f"day{suffix}"] = [_local(sitting.starts_at).date().isoformat()]
        flat[f"starts{suffix}"] = [f"{_local(sitting.starts_at):%H:%M}"]
        flat[f"ends{suffix}"] = [f"{_local(sitting.ends_at):%H:%M}"]
        if suffix:
            flat["place2"] = [sitting.place]
    return flat


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _item(item: AgendaItem) -> dict[str, str]:
    names = ("title", "report", "matter", "method", "yes", "no", "abstained")
    flat = {name: _text(getattr(item, name)) for name in names}
    if item.matter:
        flat["written_yes"] = str(item.written_yes)
    for number, speech in enumerate(item.speeches.all()):
        flat |= {f"s{number}-{name}": text for name, text in _speech(speech).items()}
    for number, decision in enumerate(sorted(item.decisions.all(), key=lambda each: each.pk)):
        flat |= {f"d{number}-{name}": text for name, text in _decision(decision).items()}
    return flat


def _talk(lecture: Lecture) -> dict[str, str]:
    guest = lecture.lecturer_id is None
    return {
        "who": GUEST if guest else str(lecture.lecturer_id),
        "name": lecture.lecturer_name if guest else "",
        "title": lecture.title,
    }


def _speech(speech: Speech) -> dict[str, str]:
    return {"who": str(speech.speaker_id or GUEST), "text": speech.text}


def _decision(decision: Decision) -> dict[str, str]:
    return {
        "id": str(decision.pk),
        "text": decision.text,
        "owner": _text(decision.owner_id),
        "due": decision.due_on.isoformat() if decision.due_on else "",
    }
