"""Whom a survey asks, in words."""

from __future__ import annotations

from members.choices import PARTY_STAGES, StaffCategory, Stage
from surveys.models import Survey


def in_words(survey: Survey) -> str:
    """Places, categories and stages: 一大队、二大队 · 消防员 · 党员（正式、预备）. One query."""
    if survey.by_code_only:
        return "只凭一次性代码作答"
    said = [_places(survey), _labels(survey.categories, StaffCategory), _stages(survey)]
    return " · ".join(part for part in said if part)


def _places(survey: Survey) -> str:
    if survey.branch_id:
        return f"{survey.branch}名册上的党员"
    chosen = [unit.short_name or unit.name for unit in survey.units.all()]
    return "、".join(chosen) or f"{survey.unit}和下属全部单位"


def _stages(survey: Survey) -> str:
    if not survey.stages:
        return "" if survey.branch_id else "全体人员，包括不是党员的同志"
    if set(survey.stages) == set(PARTY_STAGES):
        return "党员（正式、预备）"
    return _labels(survey.stages, Stage)


def _labels(chosen: list[str], choices: type[StaffCategory | Stage]) -> str:
    return "、".join(str(choices(one).label) for one in chosen)
