"""How numbers, people, days and periods are written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

WEEKDAYS = "一二三四五六日"
NOTHING = "—"
# In this order: most browsers also name those that they descend from.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def _plain(number: float | Decimal) -> str:
    """2 → 2, 2.50 → 2.5: no zeros that say nothing."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def percent_text(part: float | None, whole: float | None) -> str:
    """``92.5%（37/40）``: one decimal and its two numbers; ``—（0/0）`` of nothing."""
    share = f"{100 * part / whole:.1f}%" if whole and part is not None else NOTHING
    return f"{share}（{_plain(part or 0)}/{_plain(whole or 0)}）"


def percent(part: float | None, whole: float | None) -> SafeString:
    """The share with its two numbers; the numbers are quieter than the share."""
    share, _, numbers = percent_text(part, whole).partition("（")
    return SafeString(f'<span class="num nowrap">{share}<span class="of">（{numbers}</span></span>')


def signed(points: float | Decimal) -> str:
    """Points of a ledger: ``+2``, ``−1.5``, ``0`` (with a true minus sign)."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{_plain(-points if points < 0 else points)}"


def person(name: str, post: str = "") -> SafeString:
    """A person in a line: 姓名 · 职务."""
    if not post:
        return format_html('<span class="person">{}</span>', name)
    return format_html(
        '<span class="person">{}<span class="person__post">{}</span></span>', name, post
    )


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def cn_date(day: date | datetime | None) -> str:
    """2026年9月18日（周五）"""
    if not day:
        return NOTHING
    if isinstance(day, datetime):
        day = _local(day)
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def cn_day(day: date | datetime | None) -> str:
    """9月18日（周五）, where the period above already names the year"""
    return cn_date(day).partition("年")[2] or NOTHING


def cn_datetime(moment: datetime | None) -> str:
    """9月18日 19:00"""
    if not moment:
        return NOTHING
    moment = _local(moment)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def cn_stamp(moment: datetime | None) -> str:
    """2026年9月18日 19:00, for what is kept for years"""
    return f"{_local(moment).year}年{cn_datetime(moment)}" if moment else NOTHING


def cn_span(span: timedelta | None) -> str:
    """8 秒, 2 分 5 秒, 1 小时 3 分: how long something took"""
    if span is None:
        return NOTHING
    if span < timedelta(seconds=1):
        return "不到 1 秒"
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


def cn_period(period: str) -> str:
    """``2026Q3`` → 2026年第三季度, ``2026-09`` → 2026年9月, ``2026`` → 2026年"""
    text = str(period)
    if "Q" in text:
        year, _, quarter = text.partition("Q")
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度"
    year, _, month = text.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"


def device(agent: str) -> str:
    """``Chrome · Windows``, as far as the browser said so."""
    found = [
        next((label for mark, label in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or "未知设备"
