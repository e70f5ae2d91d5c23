"""Photos and files: taken by content, never by name; kept with checksum and time taken."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from uuid import UUID, uuid4

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from branches.models import Branch
from meetings import photos
from meetings.choices import AttachmentKind
from meetings.models import Attachment, Meeting
from meetings.services.refusals import UploadRefused

PHOTO = "jpg"
CLASSIFIED = re.compile(r"绝密|机密|秘密|★")
FORGOTTEN_AFTER = timedelta(days=60)


def attach(
    *, branch: Branch, token: UUID, upload: UploadedFile, by: User, now: datetime
) -> Attachment:
    """Keep what was uploaded while a record is being written; ``token`` is the draft's.

    A photo is re-encoded (see `meetings.photos`); a PDF, Word or Excel file is kept as it is. The
    same file uploaded twice for one draft is kept once. Refused: too large, empty, any other kind
    of file whatever its name says, a name that speaks of classified matter.
    """
    _refuse_unfit(upload)
    data = upload.read()
    extension = _extension(data)
    attachment = Attachment(
        branch=branch,
        draft_token=token,
        name=_clean_name(upload.name or "", extension),
        uploaded_by=by,
        uploaded_at=now,
    )
    if extension == PHOTO:
        return _keep_photo(attachment, data)
    attachment.kind = AttachmentKind.FILE
    return _keep(attachment, data, extension)


def _refuse_unfit(upload: UploadedFile) -> None:
    if not upload.size:
        raise UploadRefused("这个文件是空的。")
    if upload.size > photos.MOST_BYTES:
        raise UploadRefused(f"文件超过 {photos.MOST_BYTES // 1024 // 1024} MB，请压缩后再传。")
    if CLASSIFIED.search(upload.name or ""):
        raise UploadRefused("文件名含有密级字样。本系统不得上传涉密文件。")


def _extension(data: bytes) -> str:
    """``jpg`` for any photo, else ``pdf``, ``docx`` or ``xlsx``."""
    if data.startswith(b"PK\x03\x04"):
        extension = _office_extension(data)
    else:
        kind = filetype.guess(data)
        extension = kind.extension if kind else ""
        if kind and kind.mime.startswith("image/"):
            return PHOTO
    if extension not in ("pdf", "docx", "xlsx"):
        raise UploadRefused("只能上传照片（JPG、PNG、WebP）和 PDF、docx、xlsx 文件。")
    return extension


def _office_extension(data: bytes) -> str:
    """By what the archive holds (WPS and Office order it differently); macros are not taken."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UploadRefused("文件里带有宏，请另存为不带宏的 docx 或 xlsx 再上传。")
    parts = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
    return next((extension for part, extension in parts.items() if part in names), "")


def _clean_name(name: str, extension: str) -> str:
    stem = re.sub(r"[\x00-\x1f\x7f\"<>:|?*\\/]+", " ", PurePosixPath(name).stem).strip()
    return f"{(stem or '附件')[:100]}.{extension}"


def _keep_photo(attachment: Attachment, data: bytes) -> Attachment:
    try:
        photo = photos.read_photo(data)
    except photos.PhotoRefused as refusal:
        raise UploadRefused(str(refusal)) from refusal
    attachment.kind = AttachmentKind.PHOTO
    attachment.perceptual_hash = photo.perceptual_hash
    attachment.taken_at = photo.taken_at
    attachment.thumbnail = ContentFile(photo.thumbnail, f"{uuid4().hex}.jpg")
    return _keep(attachment, photo.content, PHOTO)


@transaction.atomic
def _keep(attachment: Attachment, content: bytes, extension: str) -> Attachment:
    """One at a time in a branch: what is sent twice at the same moment is found the second time.
    The lock is one that rows which point at the branch do not wait for."""
    Branch.objects.select_for_update(no_key=True).filter(pk=attachment.branch_id).first()
    attachment.sha256 = hashlib.sha256(content).hexdigest()
    known = Attachment.objects.filter(
        branch=attachment.branch, draft_token=attachment.draft_token, sha256=attachment.sha256
    ).first()
    if known:
        return known
    attachment.size = len(content)
    attachment.file = ContentFile(content, f"{uuid4().hex}.{extension}")
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
    transaction.on_commit(partial(_delete_files, kept))


def forget(*, now: datetime) -> int:
    """Delete uploads that no record has taken up for two months; how many. Safe to run again."""
    forgotten = list(Attachment.objects.forgotten(now - FORGOTTEN_AFTER))
    for attachment in forgotten:
        with transaction.atomic():
            attachment.delete()
            transaction.on_commit(partial(_delete_files, attachment))
    return len(forgotten)


def _delete_files(attachment: Attachment) -> None:
    for file in (attachment.file, attachment.thumbnail):
        if file:
            file.delete(save=False)
