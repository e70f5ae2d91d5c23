"""The office's own words, kept for the next document of the kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from branches.models import Unit
from reports.choices import ReportKind
from reports.documents.kinds import KINDS
from reports.models import Paragraph
from reports.refusals import ReportRefused, TextClash

LONGEST = 5000
CLASH = "“{heading}”刚被{by}改过，请对照后再保存。"


def texts_of(*, unit: Unit, kind: str) -> dict[str, str]:
    """By section, what would be written now."""
    rows = Paragraph.objects.filter(unit=unit, kind=kind).exclude(text="")
    return dict(rows.values_list("section", "text"))


@transaction.atomic
def write_texts(
    *,
    unit: Unit,
    kind: ReportKind,
    texts: Mapping[str, str],
    versions: Mapping[str, int],
    by: User,
    now: datetime,
) -> int:
    """Keep the words of some sections; how many have changed.

    ``versions`` are those that the writer had before them, 0 where there was none yet. Raises
    `TextClash` when somebody else has changed one of them meanwhile; then nothing is kept.
    """
    headings = {code: heading for code, heading, _ in KINDS[kind].texts()}
    rows = Paragraph.objects.select_for_update(of=("self",)).select_related("edited_by")
    found = {row.section: row for row in rows.filter(unit=unit, kind=kind)}
    changed = 0
    for section, text in texts.items():
        if section not in headings:
            raise ReportRefused("没有这一部分。")
        if len(text) > LONGEST:
            raise ReportRefused(f"“{headings[section]}”超过 {LONGEST} 字，请精简。")
        row = found.get(section) or Paragraph(unit=unit, kind=kind, section=section, version=0)
        changed += _write(row, text.strip(), versions.get(section, 0), headings[section], by, now)
    return changed


def _write(row: Paragraph, text: str, version: int, heading: str, by: User, now: datetime) -> bool:
    if row.text == text:
        return False
    if row.version != version:
        raise TextClash(CLASH.format(heading=heading, by=row.edited_by or "别人"))
    row.text, row.version, row.edited_by, row.edited_at = text, version + 1, by, now
    row.full_clean(validate_unique=False)
    row.save()
    return True
