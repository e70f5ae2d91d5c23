"""Decisions with an owner and a day are supervised as duties (docs/adr/0023).

The minutes say what is owed, by whom and until when; the duty says how far it is. Each copies the
other's word in the same transaction, so that the two never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from accounts.models import User
from duties import sources, telling
from duties.choices import DutySource
from duties.models import Duty
from duties.services import duties
from duties.services.refusals import DutyRefused
from meetings.models import Decision, Meeting
from meetings.services.refusals import DecisionRefused
from members.models import Member

LONGEST_TITLE = 90  # what leaves room for the number in the duty's label
EVIDENCE = "支部在决定事项里登记办结。"


def key_of(*, pk: int) -> str:
    """What the duty of the decision is known by."""
    return f"decision:{pk}"


def keys_of(*, meeting: Meeting) -> list[str]:
    """Of all decisions of the meeting as they stand."""
    decisions = Decision.objects.filter(item__meeting=meeting)
    return [key_of(pk=pk) for pk in decisions.values_list("pk", flat=True)]


def supervise(
    *, meeting: Meeting, now: datetime, former: Iterable[str] = (), fresh: bool = False
) -> None:
    """What the meeting decided is owed from now on; what it decides no longer is not.

    ``fresh``: its decisions were written in this transaction.
    """
    rows = Decision.objects.filter(item__meeting=meeting, owner__isnull=False, due_on__isnull=False)
    matters = [_matter(decision, meeting) for decision in rows.select_related("owner")]
    made = sources.owe(
        source=DutySource.DECISION, matters=matters, former=former, now=now, fresh=fresh
    )
    telling.given(duties=made, now=now)


def _matter(decision: Decision, meeting: Meeting) -> sources.Matter:
    return sources.Matter(
        key=key_of(pk=decision.pk),
        title=decision.text,
        label=f"{meeting.title[:LONGEST_TITLE]} {decision}",
        path=meeting.get_absolute_url(),
        branch_id=decision.branch_id,
        owner=cast(Member, decision.owner),
        due_on=decision.due_on or meeting.held_on,
    )


def follow_duty(*, duty: Duty) -> None:
    """The decision is done when its duty is reported done, and open again when that is returned."""
    pk = int((duty.key or "").rpartition(":")[2])
    Decision.objects.filter(pk=pk).update(done_on=duty.done_on)


def report_done(*, decision: Decision, on: date, by: User, now: datetime) -> bool:
    """Report the duty of the decision done; False when it has none or that is reported already."""
    duty = Duty.objects.filter(key=key_of(pk=decision.pk)).first()
    if duty is None or not duty.is_owed:
        return False
    try:
        duties.report_done(duty=duty, on=on, evidence=EVIDENCE, by=by, now=now)
    except DutyRefused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    return True


def reopen(*, decision: Decision, by: User, now: datetime) -> bool:
    """Open its duty again; False when it has none or that is owed anyway."""
    duty = Duty.objects.filter(key=key_of(pk=decision.pk)).first()
    if duty is None or duty.done_on is None:
        return False
    duties.reopen_duty(duty=duty, by=by, now=now)
    return True
