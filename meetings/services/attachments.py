"""Photos and files of records: kept while one writes, tied to the record when it is handed in."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.uploads import FORGOTTEN_AFTER, UploadRefused, delete_files, read_upload
from branches.models import Branch
from meetings.choices import AttachmentKind
from meetings.models import Attachment, Meeting


def attach(
    *, branch: Branch, token: UUID, upload: UploadedFile, by: User, now: datetime
) -> Attachment:
    """Keep what was uploaded while a record is being written; ``token`` is the draft's.

    The same file uploaded twice for one draft is kept once. Refused: what `read_upload` refuses.
    """
    read = read_upload(upload)
    attachment = Attachment(
        branch=branch,
        draft_token=token,
        kind=AttachmentKind.PHOTO if read.is_photo else AttachmentKind.FILE,
        file=read.file,
        thumbnail=read.thumbnail_file,
        name=read.name,
        size=len(read.content),
        sha256=read.sha256,
        perceptual_hash=read.perceptual_hash,
        taken_at=read.taken_at,
        uploaded_by=by,
        uploaded_at=now,
    )
    return _keep(attachment)


@transaction.atomic
def _keep(attachment: Attachment) -> Attachment:
    """One at a time in a branch: what is sent twice at the same moment is found the second time.
    The lock is one that rows which point at the branch do not wait for."""
    Branch.objects.select_for_update(no_key=True).filter(pk=attachment.branch_id).first()
    known = Attachment.objects.filter(
        branch=attachment.branch, draft_token=attachment.draft_token, sha256=attachment.sha256
    ).first()
    if known:
        return known
    attachment.full_clean(exclude=["branch", "meeting", "uploaded_by"])
    attachment.save()
    return attachment


def tie(*, meeting: Meeting, attachment_ids: tuple[int, ...]) -> None:
    """The record has exactly these; what was taken out of it waits to be forgotten.

    Only files of the record's own branch that belong to no other record can be tied.
    """
    meeting.attachments.exclude(pk__in=attachment_ids).update(meeting=None)
    Attachment.objects.filter(pk__in=attachment_ids, branch=meeting.branch_id, meeting=None).update(
        meeting=meeting
    )


@transaction.atomic
def throw_away(*, attachment: Attachment) -> None:
    """Delete an upload that no record has. Refused: one that stands in a record."""
    kept = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if kept is None:
        return
    if kept.meeting_id:
        raise UploadRefused("这个附件已编入会议记录，修改记录时从里面去掉。")
    kept.delete()
    transaction.on_commit(partial(delete_files, kept.file, kept.thumbnail))


def forget(*, now: datetime) -> int:
    """Delete uploads that no record has taken up for two months; how many. Safe to run again."""
    forgotten = list(Attachment.objects.forgotten(now - FORGOTTEN_AFTER))
    for attachment in forgotten:
        with transaction.atomic():
            attachment.delete()
            transaction.on_commit(partial(delete_files, attachment.file, attachment.thumbnail))
    return len(forgotten)
