"""Uploads are judged by what they are, kept without what they hide, and forgotten if nobody wants
them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import ExifTags, Image

from accounts.uploads import UploadRefused
from meetings.choices import AttachmentKind
from meetings.models import Attachment
from meetings.services.attachments import attach, forget, tie
from meetings.tests.records import NOW
from tests.factories import BranchFactory, MeetingFactory, UserFactory

pytestmark = pytest.mark.django_db


def jpeg(size=(640, 480), taken=None) -> bytes:
    picture = Image.radial_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
        exif[ExifTags.Base.Make] = "SecretPhone"
    stream = BytesIO()
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def bomb() -> bytes:
    """A few hundred bytes that say they are a picture of 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def archive(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "内容")
    return stream.getvalue()


@pytest.fixture
def upload():
    branch, token, by = BranchFactory(), uuid4(), UserFactory()

    def call(content: bytes, name: str = "照片.jpg") -> Attachment:
        return attach(
            branch=branch,
            token=token,
            upload=SimpleUploadedFile(name, content),
            by=by,
            now=NOW,
        )

    return call


def test_a_photo_is_reencoded_small_and_without_metadata(upload):
    kept = upload(jpeg((4000, 3000), taken="2026:09:18 19:05:00"), "IMG_0001.JPG")

    assert kept.kind == AttachmentKind.PHOTO
    assert timezone.localtime(kept.taken_at).strftime("%m-%d %H:%M") == "09-18 19:05"
    assert len(kept.perceptual_hash) == 16
    assert len(kept.sha256) == 64
    content = Path(kept.file.path).read_bytes()
    assert b"SecretPhone" not in content
    with Image.open(BytesIO(content)) as picture:
        assert max(picture.size) == 2048
        assert not picture.getexif()
    with Image.open(kept.thumbnail.path) as small:
        assert max(small.size) <= 400


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "空.jpg", "空的"),
        (b"MZ" + b"\x00" * 500, "照片.jpg", "只能上传"),
        (bomb(), "照片.png", "像素太多"),
        (jpeg()[:700], "照片.jpg", "损坏"),
        (b"<html><script>alert(1)</script></html>", "照片.jpg", "只能上传"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "图.svg", "只能上传"),
        (b"\x00" * (20 * 1024 * 1024 + 1), "大.jpg", "超过 20 MB"),
        (jpeg(), "机密文件.jpg", "涉密"),
        (archive("anything.txt"), "压缩包.docx", "只能上传"),
        (archive("word/document.xml", "word/vbaProject.bin"), "带宏.docx", "宏"),
        (b"PK\x03\x04broken", "坏.docx", "只能上传"),
    ],
    ids=[
        "empty", "program", "bomb", "broken", "page", "drawing", "large", "secret", "archive",
        "macros", "broken archive",
    ],
)  # fmt: skip
def test_what_is_no_photo_or_paper_is_refused(upload, content, name, reason):
    with pytest.raises(UploadRefused, match=reason):
        upload(content, name)

    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "kept_as"),
    [
        (b"%PDF-1.7 papers", "学习材料.exe", "学习材料.pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "发言.docx", "发言.docx"),
        (archive("xl/workbook.xml"), "../../名单.xlsx", "名单.xlsx"),
    ],
    ids=["pdf", "docx", "xlsx"],
)
def test_papers_are_kept_under_the_name_of_what_they_are(upload, content, name, kept_as):
    kept = upload(content, name)

    assert (kept.kind, kept.name) == (AttachmentKind.FILE, kept_as)
    assert Path(kept.file.path).read_bytes() == content
    assert not kept.thumbnail


def test_the_same_photo_twice_is_kept_once(upload):
    assert upload(jpeg()) == upload(jpeg(), "again.jpg")
    assert Attachment.objects.count() == 1


def test_a_record_takes_only_files_of_its_own_branch_that_are_free(upload):
    mine = upload(jpeg())
    meeting = MeetingFactory(branch=mine.branch)
    taken = Attachment.objects.create(
        branch=mine.branch,
        meeting=MeetingFactory(branch=mine.branch),
        kind=AttachmentKind.FILE,
        name="别的会.pdf",
        size=1,
        uploaded_by=UserFactory(),
    )
    foreign = Attachment.objects.create(
        branch=BranchFactory(),
        kind=AttachmentKind.FILE,
        name="别的支部.pdf",
        size=1,
        uploaded_by=UserFactory(),
    )

    tie(meeting=meeting, attachment_ids=(mine.pk, taken.pk, foreign.pk))

    assert list(meeting.attachments.all()) == [mine]


def test_what_no_record_took_up_is_forgotten_with_its_files(
    upload, django_capture_on_commit_callbacks
):
    forgotten = upload(jpeg())
    used = upload(jpeg((800, 600)))
    tie(meeting=MeetingFactory(branch=used.branch), attachment_ids=(used.pk,))
    later = NOW + timedelta(days=61)

    assert forget(now=NOW + timedelta(days=59)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(now=later) == 1
    assert forget(now=later) == 0

    assert list(Attachment.objects.all()) == [used]
    assert not Path(forgotten.file.path).exists()
    assert not Path(forgotten.thumbnail.path).exists()
    assert Path(used.file.path).exists()
