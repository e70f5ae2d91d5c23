"""What the administrator sees of the backups."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import keys
from backups import tasks
from backups.choices import BackupState
from backups.models import Backup
from branches.choices import Role
from tests.factories import user_with

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 22, 2, 10))


@pytest.fixture
def keeper(client):
    cache.clear()
    user = user_with(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def done(**facts):
    return Backup.objects.create(
        **{
            "started_at": timezone.now(),
            "finished_at": timezone.now() + timedelta(seconds=125),
            "state": BackupState.VERIFIED,
            "size": 3 * 2**20,
            "files": 12,
        }
        | facts
    )


def test_each_attempt_with_how_long_how_large_and_why_not(client, keeper, steady_queries):
    page = steady_queries(
        9,
        make=lambda: done(
            state=BackupState.FAILED, reason="磁盘已满", asked_by=user_with(Role.ADMINISTRATOR)
        ),
        call=lambda: client.get("/backups/"),
    ).content.decode()

    assert page.count("磁盘已满") == 3
    assert page.count("2 分 5 秒") == 3


def test_a_missing_backup_and_keys_that_do_not_fit_stand_on_top(client, keeper, monkeypatch):
    type(keeper).objects.update(date_joined=NOW - timedelta(days=9))
    monkeypatch.setattr(keys, "fault", lambda: "FIELD_KEYS 里没有 k1。")
    page = client.get("/backups/").content.decode()

    assert "已超过 48 小时没有成功的备份" in page
    assert "FIELD_KEYS 里没有 k1。" in page
    done()
    assert "已超过 48 小时" not in client.get("/backups/").content.decode()


def test_asking_for_one_gives_it_to_the_worker(client, keeper, settings, tmp_path, monkeypatch):
    settings.BACKUP_DIR = tmp_path
    asked = []
    monkeypatch.setattr(tasks.back_up, "delay", asked.append)
    page = client.post("/backups/now/", follow=True)

    assert asked == [keeper.pk]
    assert "已开始备份" in page.content.decode()


def test_while_one_runs_no_other_is_offered(client, keeper):
    Backup.objects.create(started_at=timezone.now())

    assert "立即备份" not in client.get("/backups/").content.decode()
