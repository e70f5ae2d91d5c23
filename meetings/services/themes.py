"""The month's theme: published by an office for its unit and all below it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from branches.models import Unit
from branches.periods import Grain, Period, PeriodRefused
from meetings.models import Theme
from meetings.services.refusals import ThemeRefused


def publish_theme(
    *, unit: Unit, month: str, title: str, material: str, agenda: str, by: User, now: datetime
) -> Theme:
    """Publish a theme for ``month`` (``2026-09``). Refused: the same title twice in a month."""
    theme = Theme(unit=unit, published_at=now, published_by=by)
    return _write(theme, month, title, material, agenda)


def change_theme(*, theme: Theme, month: str, title: str, material: str, agenda: str) -> Theme:
    """Reword a theme. Records that adopted it keep their own wording."""
    return _write(theme, month, title, material, agenda)


@transaction.atomic
def withdraw_theme(*, theme: Theme) -> None:
    """Delete a theme that nobody has adopted. Refused: a record or a draft goes back to it."""
    if theme.meetings.exists() or theme.drafts.exists():
        raise ThemeRefused("已有支部采纳这个主题，不能删除，可以修改内容。")
    theme.delete()


def _write(theme: Theme, month: str, title: str, material: str, agenda: str) -> Theme:
    theme.month, theme.title = _month(month), title.strip()
    theme.material, theme.agenda = material.strip(), _lines(agenda)
    try:
        theme.full_clean(exclude=["published_by"])
    except ValidationError as error:
        raise ThemeRefused("".join(error.messages)) from error
    theme.save()
    return theme


def _month(written: str) -> str:
    try:
        period = Period.parse(written)
    except PeriodRefused as refusal:
        raise ThemeRefused(str(refusal)) from refusal
    if period.grain is not Grain.MONTH:
        raise ThemeRefused("主题按月发布，请选择一个月份。")
    return str(period)


def _lines(agenda: str) -> str:
    return "\n".join(line.strip() for line in agenda.splitlines() if line.strip())
