"""Whose changes are recorded, field by field (AUDITLOG_INCLUDE_TRACKING_MODELS).

Only what people change one by one. What is written by the hundred (attendance, ledger entries,
imports) is recorded by its service, see accounts/audit.py.
"""

from __future__ import annotations

from typing import Any


def _tracked(model: str, *, secret: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Any:
    """``secret`` fields are recorded as changed, without their values."""
    return {
        "model": model,
        "mask_fields": list(secret),
        "mask_callable": "accounts.audit.hide",
        "exclude_fields": list(ignore),
    }


TRACKED = [
    _tracked("accounts.User", secret=("password",), ignore=("last_login", "usual_post")),
    _tracked("accounts.ApiToken", ignore=("digest", "last_used_at")),
    _tracked("branches.Unit", ignore=("path", "depth", "numchild")),
    _tracked("branches.Branch"),
    _tracked("branches.Coverage"),
    _tracked("branches.Group"),
    _tracked("branches.Appointment"),
    _tracked("branches.Provision"),
    _tracked("branches.Holiday"),
    _tracked(
        "members.Member",
        secret=("id_number", "phone"),
        ignore=("id_digest", "id_tail", "phone_digest", "phone_tail", "name_pinyin", "version"),
    ),
    _tracked("members.Membership"),
    # what is asked and by whom; never who answered or what: see docs/adr/0020
    _tracked("surveys.Survey", ignore=("anonymous_key", "named_key", "paper", "groups", "outcome")),
    _tracked("surveys.Question", ignore=("lineage",)),
    _tracked("reports.Paragraph", ignore=("section", "version")),
    _tracked("members.CertificateKind"),
    _tracked("members.HonourKind"),
    _tracked("members.TrainingKind"),
    _tracked("members.Certificate"),
    _tracked("members.Honour"),
    _tracked("members.Training"),
    _tracked("members.Exam"),
    _tracked("members.DevelopmentCase"),
    _tracked("members.DevelopmentStep"),
    _tracked("members.DevelopmentMaterial"),
    _tracked("members.DevelopmentQuota"),
    _tracked("duties.ResponsibilityList"),
    _tracked("duties.ResponsibilityItem"),
    _tracked("duties.Directive", ignore=("token",)),
    _tracked("duties.DirectiveStep"),
    _tracked("meetings.Inspection", ignore=("token", "version")),
    _tracked("meetings.InspectedRecord", ignore=("version",)),
    _tracked("meetings.InspectionFinding", ignore=("key",)),
    _tracked("meetings.InspectionCorrection"),
    _tracked("meetings.Feed", secret=("secret",), ignore=("digest", "last_used_at")),
]
