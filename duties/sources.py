"""What other apps have duties made of, and how they follow what becomes of them.

An app above calls ``owe`` in the transaction in which it records its own matter: what is owed, by
whom and until when is the app's to say, and a duty copies it. How far the matter is, is the duty's
to say: what ``DUTY_FOLLOWERS`` names for the source copies that, again in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from duties.choices import OWED, DutyAction, DutySource, DutyState
from duties.models import Duty, DutyEvent
from members.models import Member

LONGEST = 200
RECORDED = "按会议记录"
COPIED = ["title", "source_label", "source_path", "branch", "owner", "due_on"]


@dataclass(frozen=True, slots=True)
class Matter:
    """What another app says is owed. ``key`` names it for good: ``decision:7``."""

    key: str
    title: str
    label: str
    path: str
    branch_id: int
    owner: Member
    due_on: date


@transaction.atomic(savepoint=False)
def owe(
    *,
    source: DutySource,
    matters: Iterable[Matter],
    former: Iterable[str],
    now: datetime,
    fresh: bool = False,
) -> list[Duty]:
    """What is owed by these matters now; the new duties. Safe to run again.

    ``former`` are keys that may have been owed before: those that ``matters`` no longer name are
    dropped, unless they are done already. ``fresh`` matters were made in this transaction: none
    of them can be owed yet.
    """
    told = {matter.key: matter for matter in matters}
    known = {} if fresh else _known({*told, *former})
    new = [_duty(source, matter, now) for key, matter in told.items() if key not in known]
    Duty.objects.bulk_create(new)
    changed = [duty for key, duty in known.items() if key in told and _copy(told[str(key)], duty)]
    Duty.objects.bulk_update(changed, [*COPIED, "state"])
    gone = [d for key, d in known.items() if key not in told and d.state in OWED]
    Duty.objects.filter(pk__in=[duty.pk for duty in gone]).update(state=DutyState.DROPPED)
    _note(new, DutyAction.GIVE, now)
    _note(changed, DutyAction.CHANGE, now)
    _note(gone, DutyAction.DROP, now)
    return new


def _known(keys: set[str]) -> dict[str | None, Duty]:
    rows = Duty.objects.select_for_update(of=("self",)).filter(key__in=keys)
    return {duty.key: duty for duty in rows}


def _duty(source: DutySource, matter: Matter, now: datetime) -> Duty:
    duty = Duty(source=source, key=matter.key, given_at=now)
    _copy(matter, duty)
    return duty


def _copy(matter: Matter, duty: Duty) -> bool:
    """Let the duty say what the matter says; whether that changed anything."""
    values = {
        "title": matter.title[:LONGEST],
        "source_label": matter.label,
        "source_path": matter.path,
        "branch_id": matter.branch_id,
        "owner_id": matter.owner.pk,
        "due_on": matter.due_on,
    }
    if duty.state == DutyState.DROPPED:
        duty.state = DutyState.OPEN
    elif all(getattr(duty, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(duty, name, value)
    duty.owner = matter.owner
    return True


def _note(duties: list[Duty], action: DutyAction, now: datetime) -> None:
    DutyEvent.objects.bulk_create(
        [DutyEvent(duty=duty, action=action, at=now, remark=RECORDED) for duty in duties]
    )


def follow(duty: Duty) -> None:
    """Let the app that the duty comes from know where it stands."""
    follower = settings.DUTY_FOLLOWERS.get(duty.source)
    if follower and duty.key:
        import_string(follower)(duty=duty)
