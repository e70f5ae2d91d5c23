"""Photos that people send: judged by content, made small and anonymous, known again. Pure.

What is kept is a new JPEG: turned upright, no longer than `LONGEST_SIDE`, without any metadata (a
phone writes the place and the owner into a photo). Of the metadata only the time taken is handed
on. The perceptual hash survives scaling, re-encoding and slight cropping; a photo of nothing (a
black frame, a white sheet) has none, because all such photos would look alike.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import filetype

from accounts.loading import when_used

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Image, ImageOps = when_used("PIL.Image"), when_used("PIL.ImageOps")
ExifTags = when_used("PIL.ExifTags")

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MOST_BYTES = 20 * 1024 * 1024
# A phone of 108 megapixels is common, and a JPEG is scaled while it is decoded; other formats have
# to be decoded whole.
MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}
LONGEST_SIDE, THUMBNAIL_SIDE = 2048, 320  # pixels
QUALITY = 82
ALIKE = 6  # bits of 64 in which two takes of the same picture may differ
PLAIN = 16  # of 255 levels of grey: less contrast than this shows nothing
HOME = ZoneInfo("Asia/Shanghai")


class PhotoRefused(ValueError):
    """The file is not a photo that can be kept; the message is fit for the screen."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What is kept of an upload.

    ``content`` and ``thumbnail`` are JPEG. ``sha256`` is that of ``content``: the same upload gives
    the same one. ``perceptual_hash`` is 16 hexadecimal digits, or empty for a plain picture.
    ``taken_at`` is aware, or ``None`` where the camera left no time.
    """

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    perceptual_hash: str
    taken_at: datetime | None


def read_photo(data: bytes) -> Photo:
    """The photo in an uploaded file, whatever the file is called; else `PhotoRefused`."""
    with _opened(data) as image:
        taken_at = time_taken(image)
        picture = _upright(image)
    content = _encoded(picture)
    return Photo(
        content=content,
        thumbnail=_encoded(ImageOps.contain(picture, (THUMBNAIL_SIDE, THUMBNAIL_SIDE))),
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(content).hexdigest(),
        perceptual_hash=perceptual_hash(picture),
        taken_at=taken_at,
    )


def time_taken(image: Picture) -> datetime | None:
    """When the camera says it took the picture; in Asia/Shanghai unless it names an offset."""
    exif = image.getexif().get_ifd(ExifTags.IFD.Exif)
    written = str(exif.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    for text, form in ((written + offset, "%Y:%m:%d %H:%M:%S%z"), (written, "%Y:%m:%d %H:%M:%S")):
        try:
            taken = datetime.strptime(text, form)
        except ValueError:
            continue
        return taken if taken.tzinfo else taken.replace(tzinfo=HOME)
    return None


def perceptual_hash(image: Picture) -> str:
    """dHash: for each of 8 × 8 places whether it is brighter than the next; 16 hex digits."""
    small = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    grey = small.tobytes()
    if max(grey) - min(grey) < PLAIN:
        return ""
    bits = 0
    for row in range(8):
        for column in range(8):
            place = 9 * row + column
            bits = bits << 1 | (grey[place] > grey[place + 1])
    return f"{bits:016x}"


def distance(one: str, other: str) -> int:
    """In how many of 64 bits two perceptual hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def alike(
    wanted: str, earlier: Iterable[tuple[int, str]], *, within: int = ALIKE
) -> Iterator[tuple[int, int]]:
    """Earlier photos by key that show the same picture, with their distance in bits."""
    for key, known in earlier:
        if wanted and known and (bits := distance(wanted, known)) <= within:
            yield key, bits


def _opened(data: bytes) -> Picture:
    """The decoded image; judged by its first bytes and its size before anything is decoded."""
    if len(data) > MOST_BYTES:
        raise PhotoRefused(f"照片超过 {MOST_BYTES // 1024 // 1024} MB，请压缩后再传。")
    found = filetype.guess(data)
    mime = found.mime if found else ""
    if mime in {"image/heic", "image/heif"}:
        raise PhotoRefused("这是 HEIC 照片，请在手机相机设置中改用“兼容性最佳”（JPG）后再传。")
    if mime not in FORMATS:
        raise PhotoRefused("这不是照片，只收 JPG、PNG、WebP。")
    try:
        return _decoded(data, FORMATS[mime])
    except Image.DecompressionBombError:
        raise PhotoRefused("照片的像素太多，请缩小后再传。") from None
    except (OSError, SyntaxError, ValueError):
        raise PhotoRefused("照片已损坏，打不开，请重新拍摄或导出。") from None


def _decoded(data: bytes, form: str) -> Picture:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows
        image = Image.open(BytesIO(data), formats=[form])
    if image.width * image.height > MOST_PIXELS[form]:
        raise Image.DecompressionBombError
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    return image


def _upright(image: Picture) -> Picture:
    """Turned as it was seen, on white where it was transparent, no longer than allowed."""
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("RGB")
    if max(image.size) > LONGEST_SIDE:
        image = ImageOps.contain(image, (LONGEST_SIDE, LONGEST_SIDE))
    return image


def _encoded(image: Picture) -> bytes:
    """As JPEG without metadata."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    stream = BytesIO()
    bare.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()
