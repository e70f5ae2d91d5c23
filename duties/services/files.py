"""What shows that a duty is done: kept while it is owed, then part of its report."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.uploads import FORGOTTEN_AFTER, UploadRefused, delete_files, read_upload
from duties.models import Duty, DutyFile

MOST_FILES = 20  # of one report


@transaction.atomic
def attach(*, duty: Duty, upload: UploadedFile, by: User, now: datetime) -> DutyFile:
    """Keep what was uploaded for the report of a duty. The same file again is kept once.

    Refused: what `read_upload` refuses, a duty that is not owed (any more).
    """
    read = read_upload(upload)
    current = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if not current.is_owed:
        raise UploadRefused(f"这件事{current.get_state_display()}，不能再上传材料。")
    known = DutyFile.objects.filter(duty=current, sha256=read.sha256).first()
    if known:
        return known
    kept = DutyFile(
        duty=current,
        file=read.file,
        thumbnail=read.thumbnail_file,
        name=read.name,
        size=len(read.content),
        sha256=read.sha256,
        taken_at=read.taken_at,
        uploaded_by=by,
        uploaded_at=now,
    )
    kept.full_clean(exclude=["duty", "uploaded_by"])
    kept.save()
    return kept


def put_in_report(*, duty: Duty, files: Collection[int]) -> None:
    """The report has exactly these; what was taken out of it waits to be forgotten.

    Refused: too many, files of another duty.
    """
    if len(files) > MOST_FILES:
        raise UploadRefused(f"一次最多报 {MOST_FILES} 个文件，请去掉几个。")
    uploaded = DutyFile.objects.filter(duty=duty)
    uploaded.exclude(pk__in=files).update(reported=False)
    if uploaded.filter(pk__in=files).update(reported=True) < len(set(files)):
        raise UploadRefused("其中有的文件已经不在了，请重新选择。")


@transaction.atomic
def throw_away(*, file: DutyFile) -> None:
    """Delete a file of a duty that is owed. Refused: its report waits or has been verified."""
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=file.duty_id)
    if not duty.is_owed:
        raise UploadRefused("这件事已经报告办结，佐证材料不能再删。")
    _delete(file)


def forget(*, now: datetime) -> int:
    """Delete uploads that no report has taken up for two months; how many. Safe to run again."""
    forgotten = list(DutyFile.objects.forgotten(now - FORGOTTEN_AFTER))
    for file in forgotten:
        with transaction.atomic():
            _delete(file)
    return len(forgotten)


def _delete(file: DutyFile) -> None:
    DutyFile.objects.filter(pk=file.pk).delete()
    transaction.on_commit(partial(delete_files, file.file, file.thumbnail))
