"""Refusals as ``application/problem+json`` (RFC 9457), in Chinese, with errors by field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

TYPE = "application/problem+json"
TITLES = {
    400: "请求有误",
    401: "未登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    409: "与现状冲突",
    412: "内容已被修改",
    413: "内容过大",
    415: "不支持的内容类型",
    422: "不符合规则",
    429: "请求太频繁",
}
DETAILS = {
    401: "请在请求头里带上有效的令牌：Authorization: Token 令牌。",
    403: "当前身份不能这样做。",
    404: "没有这条记录，或者当前身份看不到它。",
}


class Problem(exceptions.APIException):
    """A refusal with what a program needs to go on: ``errors`` by field, and ``more``."""

    def __init__(
        self, status: int, detail: str, errors: dict[str, Any] | None = None, **more: Any
    ) -> None:
        self.status_code = status
        self.errors, self.more = errors, more
        super().__init__(detail)


@contextmanager
def refusing(*refusals: type[Exception], status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> Iterator:
    """What a service refuses inside becomes a problem with the service's own sentence.

    A refusal that names fields (``problems``) gives them as ``errors``.
    """
    try:
        yield
    except refusals as refusal:
        named = [each for each in getattr(refusal, "problems", ()) if each.field]
        errors: dict[str, list[str]] = {}
        for each in named:
            errors.setdefault(each.field, []).append(each.sentence)
        raise Problem(status, str(refusal), errors or None) from refusal


def answer(refusal: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What is no refusal goes on as an error of ours."""
    if isinstance(refusal, Http404):
        refusal = exceptions.NotFound()
    elif isinstance(refusal, PermissionDenied):
        refusal = exceptions.PermissionDenied()
    if not isinstance(refusal, exceptions.APIException):
        return None
    set_rollback()
    status = refusal.status_code
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": _detail(refusal, status),
    }
    if isinstance(refusal, exceptions.ValidationError):
        body["errors"] = _errors(refusal.detail)
    elif isinstance(refusal, Problem):
        body |= {"errors": refusal.errors} if refusal.errors else {}
        body |= refusal.more
    return Response(body, status=status, headers=_headers(refusal), content_type=TYPE)


def _detail(refusal: exceptions.APIException, status: int) -> str:
    if isinstance(refusal, exceptions.ValidationError):
        return "有的内容不对，见 errors。"
    if isinstance(refusal, exceptions.NotAuthenticated):
        return DETAILS[401]
    if isinstance(refusal, exceptions.NotFound):
        return DETAILS[404]
    return str(refusal.detail) or DETAILS.get(status, "")


def _errors(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"": detail}


def _headers(refusal: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if scheme := getattr(refusal, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(refusal, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers
