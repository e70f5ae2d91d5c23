"""How the description of the API is made (drf-spectacular)."""

from __future__ import annotations

from typing import Any

ABOUT = """\
与网页相同的权限、相同的规则。

- **登录**：请求头 `Authorization: Token 令牌`。令牌在“我的账号 · 接口令牌”里生成，只有本人的权限。
- **身份**：任多个职务的，默认用最高的一个；换一个用请求头 `X-Post: 任职编号`。
- **分页**：`page`、`page_size`（最多 200）；排序：`ordering`，前面加 `-` 为倒序。
- **不互相覆盖**：修改时带上读到的 `ETag`（放进 `If-Match`）或 `version`；
  已被别人改过的，答 412 或 409。
- **重复提交无害**：新记录带自己生成的 `token`（UUID），同一个 `token` 再发一次，得到同一条记录。
- **没有办成**：答 `application/problem+json`，`detail` 是一句话，`errors` 按字段列出。
"""
NAMED = {
    "UnitKind": "branches.choices.UnitKind",
    "BranchKind": "branches.choices.BranchKind",
    "ThemeDayRule": "branches.choices.ThemeDayRule",
    "Sex": "members.choices.Sex",
    "StaffCategory": "members.choices.StaffCategory",
    "Stage": "members.choices.Stage",
    "Education": "members.choices.Education",
    "MeetingKind": "meetings.choices.MeetingKind",
    "MeetingState": "meetings.choices.MeetingState",
    "Presence": "meetings.choices.Presence",
    "VoteMatter": "meetings.choices.VoteMatter",
    "VoteMethod": "meetings.choices.VoteMethod",
    "PartnerState": "meetings.choices.PartnerState",
    "AttachmentKind": "meetings.choices.AttachmentKind",
    "DirectiveState": "duties.choices.DirectiveState",
    "DirectiveStage": "duties.choices.Stage",
    "DirectiveStepState": "duties.choices.StepState",
    "InspectionState": "meetings.choices.InspectionState",
    "DutyState": "duties.choices.DutyState",
    "DutySource": "duties.choices.DutySource",
    "DutyAction": "duties.choices.DutyAction",
    "Role": "branches.choices.Role",
    "OwningPost": "duties.forms.POSTS",
    "HandedDown": "duties.forms.HANDED_DOWN",
    "ClaimState": "assessment.choices.ClaimState",
    "EntryOrigin": "assessment.choices.EntryOrigin",
    "SurveyState": "surveys.choices.SurveyState",
    "QuestionKind": "surveys.choices.QuestionKind",
    "ReportKind": "reports.choices.ReportKind",
    "ReportState": "reports.choices.ReportState",
    "NoticeKind": "notices.choices.NoticeKind",
}
SETTINGS: dict[str, Any] = {
    "TITLE": "红门党建接口",
    "DESCRIPTION": ABOUT,
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    "ENUM_NAME_OVERRIDES": NAMED,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.rest.schema.add_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
