"""Which files are taken as evidence: judged by their content, never by their name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from accounts.loading import when_used
from assessment.refusals import EvidenceRefused

Image, ImageOps = when_used("PIL.Image"), when_used("PIL.ImageOps")

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
PHOTOS = {"jpg", "png", "webp"}
DOCUMENTS = {"pdf", "docx", "xlsx"}
SERVED_AS = {
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """A file as it is kept."""

    name: str
    suffix: str
    content: ContentFile


def accepted(upload: UploadedFile) -> Proof:
    """The file as it will be kept. Photos are drawn anew: no place or owner stays in them."""
    if (upload.size or 0) > LARGEST:
        raise EvidenceRefused(f"佐证文件不能超过 {LARGEST // MEGABYTE} MB。")
    data = upload.read()
    kind = filetype.guess_extension(data)
    stem = PurePath(upload.name or "佐证").stem[:100]
    if kind in PHOTOS:
        return Proof(f"{stem}.jpg", ".jpg", ContentFile(_drawn_anew(data)))
    if kind in DOCUMENTS:
        return Proof(f"{stem}.{kind}", f".{kind}", ContentFile(data))
    raise EvidenceRefused("佐证只收照片（JPG、PNG、WebP）、PDF、Word（docx）和 Excel（xlsx）文件。")


def _drawn_anew(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise EvidenceRefused("照片的像素太大，请缩小后再上传。")
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (Image.UnidentifiedImageError, OSError, SyntaxError) as broken:
        raise EvidenceRefused("照片打不开，可能没有传完整，请重新拍照或选择。") from broken
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()
