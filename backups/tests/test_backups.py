"""A backup is whole or not there; a restore into an empty place brings everything back."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts import crypto
from backups import databases, making, restoring, services
from backups.choices import BackupState
from backups.errors import BackupRefused
from backups.models import Backup
from branches.choices import Role
from members.models import Member
from notices.models import Notice
from tests.factories import MemberFactory, user_with
from tests.jobs.conftest import database_url

pytestmark = pytest.mark.django_db
really = pytest.mark.django_db(transaction=True)  # what another program copies is committed
NUMBER = "990101199003070015"  # of an area that no place has: nobody's
PHOTO = "meetings/2026/09/photo.jpg"
NOW = timezone.make_aware(datetime(2026, 11, 22, 2, 10))
LOOK = """
from members.models import Member
from backups.models import Backup
print([(m.name, m.id_number) for m in Member.objects.all()], Backup.objects.get().state)
"""


@pytest.fixture
def content(settings):
    """A person with an ID number, and a file."""
    person = MemberFactory(name="测试甲", id_number=NUMBER, id_digest=crypto.digest(NUMBER))
    default_storage.save(PHOTO, ContentFile(b"\xff\xd8" + b"photo" * 400_000))
    return person


@contextmanager
def empty_place(tmp_path) -> Iterator[str]:
    """An address of a database of the same kind that has nothing in it."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
        return
    parts = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS elsewhere WITH (FORCE)")
        cursor.execute("CREATE DATABASE elsewhere")
    try:
        yield f"postgres://{parts['USER']}@{parts['HOST']}:{parts['PORT']}/elsewhere"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS elsewhere WITH (FORCE)")


def manage(url, tmp_path, *arguments, **environment):
    """``manage.py`` in a process of its own, on another database and another folder of files."""
    places = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(tmp_path / "files"),
        "VAR_DIR": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=django_settings.BASE_DIR,
        env=os.environ | places | environment,
        capture_output=True,
        text=True,
    )


def stored_photo():
    with default_storage.open(PHOTO) as file:
        return file.read()


@pytest.fixture
def no_copy(monkeypatch):
    """For what is not about the copy of the database: it is a word, and always readable."""
    monkeypatch.setattr(databases, "dump", lambda to: iter([b"copy"]))
    monkeypatch.setattr(databases, "check", lambda copy: None)


@pytest.fixture
def folder(content, settings, tmp_path):
    """A folder with one backup, not encrypted."""
    services.back_up(folder=tmp_path / "backups", now=NOW)
    return tmp_path / "backups"


@really
@pytest.mark.parametrize("passphrase", ["", "an evening at the station"], ids=["plain", "sealed"])
def test_a_restore_into_an_empty_place_brings_everything_back(
    content, settings, tmp_path, passphrase
):
    settings.BACKUP_PASSPHRASE = passphrase
    call_command("backup", tmp_path / "backups", stdout=StringIO())

    with empty_place(tmp_path) as url:
        done = manage(url, tmp_path, "restore", tmp_path / "backups", BACKUP_PASSPHRASE=passphrase)
        found = manage(url, tmp_path, "shell", "--no-imports", "-c", LOOK)

    assert (done.returncode, done.stderr) == (0, "")
    assert found.stdout.strip() == f"[('测试甲', '{NUMBER}')] verified"
    assert (tmp_path / "files" / PHOTO).read_bytes() == stored_photo()
    stored = next(tmp_path.glob(f"backups/hongmen-*/media/{PHOTO}")).read_bytes()
    assert (b"photo" in stored) is (not passphrase)


def damage(place):
    file = place / "media" / PHOTO
    file.write_bytes(file.read_bytes()[:-1] + b"!")


def take_away(place):
    (place / databases.file_name()).unlink()


def change_manifest(place, **changes):
    manifest = json.loads((place / "manifest.json").read_text())
    (place / "manifest.json").write_text(json.dumps(manifest | changes))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (damage, "备份已损坏：media/meetings/2026/09/photo.jpg"),
        (take_away, "缺少 database"),
        (lambda place: (place / "manifest.json").unlink(), "里没有备份"),
        (lambda place: (place / "manifest.json").write_text("{"), "已损坏"),
        (lambda place: change_manifest(place, product="other"), "不是本系统的备份"),
        (lambda place: change_manifest(place, format=2), "更新版本的程序"),
        (lambda place: change_manifest(place, migrations={"members": ["0"]}), "先升级程序"),
        (lambda place: change_manifest(place, engine="oracle"), "不能恢复到"),
        (lambda place: change_manifest(place, keys={"k9": "00"}), "要用密钥 k9 打开"),
        (lambda place: change_manifest(place, salt="00"), "这份备份加了密"),
        (lambda place: None, "已有账号"),
    ],
    ids=[
        "damaged", "incomplete", "no manifest", "broken manifest", "another product",
        "later format", "later product", "another database", "without its key",
        "without the passphrase", "not empty",
    ],
)  # fmt: skip
def test_a_restore_is_refused_before_anything_is_touched(no_copy, folder, spoil, sentence):
    user_with(Role.ADMINISTRATOR)
    spoil(next(folder.iterdir()))
    default_storage.delete(PHOTO)

    with pytest.raises(CommandError, match=sentence):
        call_command("restore", next(folder.iterdir()))

    assert Member.objects.get().name == "测试甲"
    assert not default_storage.exists(PHOTO)


def test_a_database_that_cannot_be_loaded_leaves_everything_as_it_was(
    no_copy, folder, monkeypatch, content
):
    def broken(copy):
        raise BackupRefused("数据库没有恢复")

    default_storage.delete(PHOTO)
    monkeypatch.setattr(databases, "load", broken)
    with pytest.raises(CommandError, match="没有恢复"):
        call_command("restore", folder)

    assert not default_storage.exists(PHOTO)


@really
def test_a_restore_takes_the_place_of_everything_when_told(folder, content, tmp_path):
    user_with(Role.ADMINISTRATOR)
    Member.objects.update(name="后来改的")
    default_storage.delete(PHOTO)
    default_storage.save(PHOTO, ContentFile(b"another"))

    done = manage(database_url(), django_settings.MEDIA_ROOT.parent, "restore", folder, "--replace",
                  MEDIA_ROOT=str(django_settings.MEDIA_ROOT))  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    connection.close()
    assert Member.objects.get().name == "测试甲"
    assert stored_photo().startswith(b"\xff\xd8")


def test_of_several_backups_the_newest_is_restored(no_copy, folder):
    later = services.back_up(folder=folder, now=NOW + timedelta(days=1))

    assert str(restoring.newest(folder)) == later.place


def test_a_backup_that_fails_leaves_nothing_and_tells_the_administrators(
    no_copy, content, tmp_path, monkeypatch
):
    keeper = user_with(Role.ADMINISTRATOR)
    user_with(Role.AUDITOR)

    def full(name):
        raise OSError(errno.ENOSPC, "full", "/backups/x")
        yield

    monkeypatch.setattr(making, "_content", full)
    with pytest.raises(CommandError, match=r"不能读写 /backups/x：磁盘已满。"):
        call_command("backup", tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []
    failed = Backup.objects.get()
    assert (failed.state, failed.reason) == (
        BackupState.FAILED,
        "不能读写服务器上的文件：磁盘已满。",  # where, is for the server alone
    )
    told = Notice.objects.get()
    assert (told.recipient, told.urgent, told.path) == (keeper, True, "/backups/")
    assert told.body == failed.reason


def test_what_does_not_read_back_is_no_backup(no_copy, content, tmp_path, monkeypatch):
    def wrong(path):
        raise BackupRefused("数据库副本没有通过完整性检查。")

    monkeypatch.setattr(databases, "check", wrong)
    with pytest.raises(CommandError, match="完整性检查"):
        call_command("backup", tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


def test_one_backup_at_a_time_and_a_dead_one_does_not_block(no_copy, content, tmp_path):
    Backup.objects.create(started_at=NOW)
    with pytest.raises(BackupRefused, match="正在备份"):
        services.back_up(folder=tmp_path, now=NOW + timedelta(hours=1))
    made = services.back_up(folder=tmp_path, now=NOW + timedelta(hours=7))

    assert made.state == BackupState.VERIFIED
    assert Backup.objects.get(state=BackupState.FAILED).reason == "备份进程中途退出。"


def test_two_days_without_a_backup_are_said_once_a_day_and_taken_back(no_copy, content, tmp_path):
    keeper = user_with(Role.ADMINISTRATOR)
    now = keeper.date_joined + timedelta(hours=47)
    assert not services.watch(now=now)
    assert services.watch(now=now + timedelta(hours=2))
    assert services.watch(now=now + timedelta(hours=3))
    assert Notice.objects.standing().get().subject == "已超过 48 小时没有成功的备份"

    services.back_up(folder=tmp_path, now=now + timedelta(hours=4))
    assert not services.watch(now=now + timedelta(hours=5))
    assert not Notice.objects.standing().exists()


def test_the_night_clears_away_what_is_past_its_time(no_copy, content, settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_MONTHS = tmp_path, 2, 1
    for days in range(4):
        services.back_up_nightly(now=NOW + timedelta(days=days))

    kept = sorted(place.name[8:16] for place in tmp_path.glob("hongmen-*"))
    assert kept == ["20261122", "20261124", "20261125"]
    assert Backup.objects.get(state=BackupState.CLEARED).started_at == NOW + timedelta(days=1)
