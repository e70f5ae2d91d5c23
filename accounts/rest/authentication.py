"""Who asks: a program with a key of its person. Pages of ours ask with their session."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import tokens
from accounts.models import ApiToken, User

KEYWORD = "Token"


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Token …``"""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _, secret = get_authorization_header(request).partition(b" ")
        if keyword.lower() != KEYWORD.lower().encode():
            return None
        now = timezone.now()
        given = secret.strip().decode("ascii", "replace")
        token = tokens.token_of(secret=given, today=timezone.localdate(now), now=now)
        if token is None:
            raise AuthenticationFailed("令牌无效、已过期或已停用。")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description calls it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "写成 `Token 令牌`。令牌在“我的账号 · 接口令牌”里生成。",
        }


class NothingOwed(BasePermission):
    """Whoever still owes a new password owes it here too."""

    message = "请先在网页上修改密码。"

    def has_permission(self, request: Request, view: Any) -> bool:
        return not request.user.owes_new_password(timezone.now())
