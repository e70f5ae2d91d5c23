"""Files that people send: judged by their content, never by their name.

A photo is re-encoded (see `accounts.photos`); a PDF, Word or Excel file is kept as it is.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath
from uuid import uuid4

import filetype
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile

from accounts import photos

PHOTO = "jpg"
TAKEN = (
    f"照片（JPG、PNG、WebP）、PDF、docx、xlsx，每个不超过 {photos.MOST_BYTES // 1024 // 1024} MB"
)
CLASSIFIED = re.compile(r"绝密|机密|秘密|★")
FORGOTTEN_AFTER = timedelta(days=60)  # what was sent and never used


class UploadRefused(Exception):
    """The file is not taken; the message is fit for the screen."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What is kept of a file; a photo has a thumbnail and, where it shows anything, a hash."""

    name: str
    extension: str
    content: bytes
    thumbnail: bytes = b""
    perceptual_hash: str = ""
    taken_at: datetime | None = None

    @property
    def is_photo(self) -> bool:
        return self.extension == PHOTO

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def file(self) -> ContentFile:
        """Under a name that cannot be guessed."""
        return ContentFile(self.content, f"{uuid4().hex}.{self.extension}")

    @property
    def thumbnail_file(self) -> ContentFile | str:
        return ContentFile(self.thumbnail, f"{uuid4().hex}.jpg") if self.thumbnail else ""


def read_upload(upload: UploadedFile) -> Upload:
    """What is to be kept of it.

    Refused: too large, empty, any other kind of file whatever its name says, a name that speaks of
    classified matter.
    """
    _refuse_unfit(upload)
    data = upload.read()
    extension = _extension(data)
    name = _clean_name(upload.name or "", extension)
    if extension != PHOTO:
        return Upload(name, extension, data)
    try:
        photo = photos.read_photo(data)
    except photos.PhotoRefused as refusal:
        raise UploadRefused(str(refusal)) from refusal
    return Upload(
        name, extension, photo.content, photo.thumbnail, photo.perceptual_hash, photo.taken_at
    )


def delete_files(*files: File) -> None:
    """From the storage, those that there are; for after the commit."""
    for file in files:
        if file:
            file.delete(save=False)  # type: ignore[attr-defined]


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
