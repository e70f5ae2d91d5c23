"""Earlier wordings of a record, kept whole before it is changed."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from meetings import fields
from meetings.models import Meeting, Revision


def keep_revision(*, meeting: Meeting, by: User, now: datetime) -> Revision:
    """Keep the record as it stands under its present version, as the fields of the form."""
    return Revision.objects.create(
        meeting=meeting, number=meeting.version, content=fields.of_meeting(meeting), by=by, at=now
    )
