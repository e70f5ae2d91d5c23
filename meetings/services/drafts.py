"""What someone is writing: saved as it goes, however incomplete, never silently overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from branches.models import Branch
from meetings.models import Draft, Meeting, Theme
from meetings.services.refusals import DraftClash, MeetingRefused, ThemeRefused

Content = Mapping[str, Sequence[str]]
MOST_FIELDS = 2000
MOST_CHARACTERS = 200_000


def save_draft(
    *,
    branch: Branch,
    token: UUID,
    content: Content,
    version: int,
    by: User,
    now: datetime,
    meeting: Meeting | None = None,
) -> Draft:
    """Keep the fields of the form as they are. ``version`` 0 is a draft not saved before.

    Anything incomplete is welcome. Saving the same content again is harmless. Raises `DraftClash`
    when somebody saved another version meanwhile. Refused: a record that was handed in already,
    and more text than any meeting needs.
    """
    _refuse_unfit(token, content, meeting)
    changed = Draft.objects.filter(branch=branch, token=token, version=version).update(
        content=dict(content), version=F("version") + 1, saved_by=by, saved_at=now
    )
    if not changed and not version:
        _create(branch, token, content, by, now, meeting)
    draft = Draft.objects.select_related("saved_by").filter(branch=branch, token=token).first()
    if draft is None:
        raise MeetingRefused("这份草稿已上报或删除，内容只留在这台设备上。")
    if not changed and draft.content != dict(content):
        raise DraftClash(draft)
    return draft


def _refuse_unfit(token: UUID, content: Content, meeting: Meeting | None) -> None:
    size = sum(len(text) for texts in content.values() for text in texts)
    if len(content) > MOST_FIELDS or size > MOST_CHARACTERS:
        raise MeetingRefused("内容太长，请把大段材料改为附件上传。")
    if meeting is None and Meeting.objects.filter(token=token).exists():
        raise MeetingRefused("这份记录已经上报。")


def _create(
    branch: Branch,
    token: UUID,
    content: Content,
    by: User,
    now: datetime,
    meeting: Meeting | None,
) -> None:
    """Unless another request was first, who is then asked what stands."""
    draft = Draft(branch=branch, token=token, meeting=meeting, saved_by=by, saved_at=now)
    draft.content = dict(content)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return


@transaction.atomic
def adopt_theme(
    *, theme: Theme, branch: Branch, content: Content, by: User, now: datetime
) -> Draft:
    """Take up the month's theme: a prefilled draft. Adopting it twice gives the same draft.

    Refused: a theme that is not published, or published for other units.
    """
    if theme.published_at is None:
        raise ThemeRefused("这个主题还没有发布。")
    if not branch.unit.path.startswith(theme.unit.path):
        raise ThemeRefused("这个主题不是发给本支部的。")
    draft, _ = Draft.objects.get_or_create(
        branch=branch,
        theme=theme,
        defaults={"token": uuid4(), "content": dict(content), "saved_by": by, "saved_at": now},
    )
    return draft


def discard_draft(*, draft: Draft) -> None:
    """Throw a draft away. A record that it was to change stays as it is."""
    Draft.objects.filter(pk=draft.pk).delete()
