"""Verbs on backups: make one and keep the books, clear old ones away, notice a missing one."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from accounts import keys
from accounts.models import User
from backups import making, retention
from backups.choices import BackupState
from backups.errors import BackupRefused
from backups.manifest import Manifest
from backups.models import Backup
from branches.choices import Role
from branches.models import Appointment
from notices import outbox
from notices.choices import NoticeKind

MISSED_AFTER = timedelta(hours=48)
PATH = "/backups/"
KEYS_FIT = "backups:keys-fit"


def back_up(*, folder: Path, now: datetime, by: User | None = None) -> Backup:
    """Make a backup in ``folder``; raises BackupRefused, after administrators have been told."""
    backup = _begin(now, by)
    try:
        made = making.make(folder=folder, now=now, passphrase=settings.BACKUP_PASSPHRASE)
    except BaseException as failure:  # also a stop from outside: the books are kept in any case
        reason = failure.on_screen if isinstance(failure, BackupRefused) else "备份中断。"
        _note_failure(backup, reason)
        raise
    backup.state = BackupState.VERIFIED
    backup.finished_at = timezone.now()
    backup.place = str(made.place)
    backup.size, backup.files = made.manifest.size, len(made.manifest.files)
    backup.sealed = bool(made.manifest.salt)
    backup.save()
    outbox.withdraw(prefixes=["backup:"], now=backup.finished_at)
    return backup


def back_up_nightly(*, now: datetime) -> Backup:
    """The backup of the night, and away with what is no longer kept."""
    backup = back_up(folder=settings.BACKUP_DIR, now=now)
    clear_superfluous(folder=settings.BACKUP_DIR, today=timezone.localdate(now))
    return backup


def clear_superfluous(*, folder: Path, today: date) -> int:
    """Delete the backups in ``folder`` that are past their time; returns how many."""
    places = {place: day for place in folder.glob(f"{making.PREFIX}*") if (day := _day_of(place))}
    going = retention.superfluous(
        places.values(),
        today=today,
        keep_days=settings.BACKUP_KEEP_DAYS,
        keep_months=settings.BACKUP_KEEP_MONTHS,
    )
    gone = [place for place, day in places.items() if day in going]
    for place in gone:
        shutil.rmtree(place)
    Backup.objects.filter(place__in=map(str, gone)).update(state=BackupState.CLEARED)
    return len(gone)


def watch(*, now: datetime) -> bool:
    """Tell the administrators, once a day, when there is no fresh backup; whether that is so."""
    for backup in Backup.objects.abandoned(now):
        _note_failure(backup, "备份进程中途退出。")
    late = is_missed(now=now)
    if late:
        _tell(f"backup:missed:{timezone.localdate(now)}", "已超过 48 小时没有成功的备份", "")
    return late


def is_missed(*, now: datetime) -> bool:
    """Whether the last good backup (or the installation, before the first) is too old."""
    last = Backup.objects.good().aggregate(at=Max("started_at"))["at"]
    since = last or User.objects.aggregate(at=Min("date_joined"))["at"]
    return bool(settings.BACKUP_NIGHTLY and since and now - since > MISSED_AFTER)


def keys_fault() -> str:
    """Whether the keys at hand open the personal data (see `accounts.keys.fault`); a yes holds for
    some minutes, since finding out reads every row."""
    if cache.get(KEYS_FIT):
        return ""
    fault = keys.fault()
    if not fault:
        cache.set(KEYS_FIT, True, 600)
    return fault


@transaction.atomic
def note_restored(*, place: Path, manifest: Manifest) -> None:
    """A restored database believes that its own backup still runs; this is how that ended."""
    running = Backup.objects.filter(state=BackupState.RUNNING)
    running.update(
        state=BackupState.VERIFIED,
        finished_at=timezone.now(),
        place=str(place),
        size=manifest.size,
        files=len(manifest.files),
        sealed=bool(manifest.salt),
    )


def _begin(now: datetime, by: User | None) -> Backup:
    for backup in Backup.objects.abandoned(now):
        _note_failure(backup, "备份进程中途退出。")
    try:
        with transaction.atomic():
            return Backup.objects.create(started_at=now, asked_by=by)
    except IntegrityError as running:
        raise BackupRefused("正在备份，请等它结束。") from running


@transaction.atomic
def _note_failure(backup: Backup, reason: str) -> None:
    backup.state, backup.finished_at = BackupState.FAILED, timezone.now()
    backup.reason = reason[:400]
    backup.save()
    _tell(f"backup:failed:{backup.pk}", "备份失败", backup.reason)


def _tell(key: str, subject: str, body: str) -> None:
    keepers = Appointment.objects.on(timezone.localdate()).filter(role=Role.ADMINISTRATOR)
    outbox.post(
        recipients=keepers.values_list("user_id", flat=True).distinct(),
        key=key,
        kind=NoticeKind.SYSTEM,
        subject=subject,
        body=body or "请查看备份页，确认磁盘和后台进程后再备份一次。",
        path=PATH,
        urgent=True,
    )


def _day_of(place: Path) -> date | None:
    try:
        return datetime.strptime(place.name, f"{making.PREFIX}%Y%m%d-%H%M%S").date()
    except ValueError:
        return None
