"""How the API describes itself: words from the views, refusals the same everywhere."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
    "description": "为什么没有办成（RFC 9457）。",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "哪一类问题"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "一句话说明"},
        "errors": {
            "type": "object",
            "description": "按字段列出的问题",
            "additionalProperties": True,
        },
    },
    "additionalProperties": True,
}
EVERYWHERE = {
    "400": "请求有误",
    "401": "未登录",
    "403": "没有权限",
    "404": "没有找到",
    "429": "请求太频繁",
}
ON_CHANGES = {
    "409": "与现状冲突",
    "412": "内容已被修改",
    "415": "不支持的内容类型",
    "422": "不符合规则",
}


class Schema(AutoSchema):
    """Takes its words from the view: ``noun``, ``summaries``, ``details``."""

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "noun", "") or "其他"]

    def get_summary(self) -> str | None:
        return getattr(self.view, "summaries", {}).get(self._action)

    def get_description(self) -> str:
        return getattr(self.view, "details", {}).get(self._action, "")

    @property
    def _action(self) -> str:
        return getattr(self.view, "action", None) or self.method.lower()


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Every operation may be refused, and says so in the same form."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            refusals = EVERYWHERE | (ON_CHANGES if method != "get" else {})
            for status, description in refusals.items():
                operation["responses"][status] = {"description": description, "content": content}
            if method == "get":
                operation["responses"]["304"] = {"description": "没有变化（If-None-Match）"}
    return result
