"""Photos as phones make them, and files that only pretend."""

import random
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from accounts import photos
from accounts.photos import HOME, PhotoRefused, alike, distance, perceptual_hash, read_photo


def scene(seed=1, size=(1200, 900)):
    """A picture with something to see."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, "#8899aa")
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        grey = chance.randrange(256)
        draw.rectangle((x, y, x + size[0] // 5, y + size[1] // 5), fill=(grey, grey, 255 - grey))
    return image


def saved(image, form="JPEG", **options):
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def with_exif(**tags):
    exif = Image.Exif()
    if "orientation" in tags:
        exif[0x0112] = tags["orientation"]
    exif[0x010F] = "张三的手机"
    exif.get_ifd(0x8769).update(
        {code: tags[name] for name, code in [("taken", 36867), ("offset", 36881)] if name in tags}
    )
    exif.get_ifd(0x8825)[2] = (26.0, 34.0, 12.0)
    return exif


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg(form):
    photo = read_photo(saved(scene(), form))
    kept = Image.open(BytesIO(photo.content))

    assert (kept.format, kept.size) == ("JPEG", (1200, 900))
    assert (photo.width, photo.height) == (1200, 900)
    assert len(photo.sha256) == 64
    assert max(Image.open(BytesIO(photo.thumbnail)).size) == 320


def test_a_large_photo_is_made_smaller():
    photo = read_photo(saved(scene(size=(4000, 3000))))

    assert (photo.width, photo.height) == (2048, 1536)


def test_nothing_of_the_metadata_is_kept():
    data = saved(scene(), exif=with_exif(taken="2026:09:18 19:05:01"))
    assert b"Exif" in data

    photo = read_photo(data)

    assert b"Exif" not in photo.content + photo.thumbnail
    assert not Image.open(BytesIO(photo.content)).getexif()


def test_the_same_upload_gives_the_same_checksum():
    data = saved(scene())

    assert read_photo(data).sha256 == read_photo(data).sha256
    assert read_photo(data).sha256 != read_photo(saved(scene(seed=2))).sha256


@pytest.mark.parametrize(
    ("tags", "taken"),
    [
        ({"taken": "2026:09:18 19:05:01"}, datetime(2026, 9, 18, 19, 5, 1, tzinfo=HOME)),
        (
            {"taken": "2026:09:18 11:05:01", "offset": "+00:00"},
            datetime(2026, 9, 18, 11, 5, 1, tzinfo=UTC),
        ),
        (
            {"taken": "2026:09:18 19:05:01", "offset": "nonsense"},
            datetime(2026, 9, 18, 19, 5, 1, tzinfo=timezone(timedelta(hours=8))),
        ),
        ({"taken": "0000:00:00 00:00:00"}, None),
        ({"taken": "yesterday"}, None),
        ({}, None),
    ],
    ids=["local", "offset named", "offset broken", "clock never set", "not a time", "no time"],
)
def test_the_time_taken_is_what_the_camera_says(tags, taken):
    assert read_photo(saved(scene(), exif=with_exif(**tags))).taken_at == taken


def test_a_photo_is_turned_upright():
    photo = read_photo(saved(scene(), exif=with_exif(orientation=6)))

    assert (photo.width, photo.height) == (900, 1200)


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    photo = read_photo(saved(clear, "PNG"))

    assert Image.open(BytesIO(photo.content)).getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize(
    "again",
    [
        lambda image: image.resize((640, 480)),
        lambda image: Image.open(BytesIO(saved(image, quality=30))),
        lambda image: image.crop((10, 8, 1190, 892)),
        lambda image: image.point(lambda level: min(255, level + 12)),
    ],
    ids=["smaller", "worse quality", "edges cropped", "brighter"],
)
def test_the_same_picture_is_recognised(again):
    first, second = perceptual_hash(scene()), perceptual_hash(again(scene()))

    assert distance(first, second) <= photos.ALIKE


def test_other_pictures_are_not():
    hashes = [perceptual_hash(scene(seed)) for seed in range(30)]
    pairs = [distance(a, b) for place, a in enumerate(hashes) for b in hashes[:place]]

    assert min(pairs) > photos.ALIKE


def test_a_picture_of_nothing_has_no_hash_and_is_like_nothing():
    black, grey = (Image.new("RGB", (300, 300), colour) for colour in ("black", "#101010"))

    assert perceptual_hash(black) == perceptual_hash(grey) == ""
    assert not list(alike("", [(1, ""), (2, "0" * 16)]))
    assert not list(alike("0" * 16, [(1, "")]))


def test_photos_used_before_are_named_with_their_distance():
    earlier = [(1, "00000000000007ff"), (2, "000000000000000f"), (3, "ffffffffffffffff")]

    assert list(alike("000000000000000e", earlier)) == [(2, 1)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "不是照片"),
        (b"MZ\x90\x00" + b"\0" * 300, "不是照片"),
        (b"<html><script>alert(1)</script></html>", "不是照片"),
        (b"GIF89a" + b"\0" * 300, "不是照片"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 300, "HEIC"),
        (saved(scene())[:2000], "已损坏"),
        (saved(scene(), "PNG")[:2000], "已损坏"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 300, "已损坏"),
        (b"\0" * (photos.MOST_BYTES + 1), "超过 20 MB"),
    ],
    ids=[
        "empty",
        "a program",
        "a page",
        "an animation",
        "HEIC",
        "half a JPEG",
        "half a PNG",
        "only the first bytes of one",
        "too large",
    ],
)
def test_what_is_no_photo_is_refused_by_content(data, reason):
    with pytest.raises(PhotoRefused, match=reason):
        read_photo(data)


@pytest.mark.parametrize("side", [7000, 11000, 15000], ids=["ours", "warned of", "a bomb"])
def test_too_many_pixels_are_refused_before_they_are_decoded(side):
    bomb = saved(Image.new("1", (side, side)), "PNG")

    with pytest.raises(PhotoRefused, match="像素太多"):
        read_photo(bomb)


def test_a_phone_of_108_megapixels_is_welcome():
    photo = read_photo(saved(Image.new("L", (12000, 9000), 128)))

    assert (photo.width, photo.height) == (2048, 1536)
