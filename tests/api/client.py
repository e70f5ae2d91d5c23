"""A program with a key of its person."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tokens import create_token

ROOT = "/api/v1/"


class Api:
    """``Api(user).get("meetings/")``; what is sent goes as JSON."""

    def __init__(self, user: User, **headers: str) -> None:
        today = timezone.localdate()
        _, secret = create_token(
            user=user,
            name=f"测试{user.api_tokens.count()}",
            expires_on=today,
            today=today,
            now=timezone.now(),
        )
        self.headers = {"Authorization": f"Token {secret}"} | headers
        self.client = Client()

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(ROOT + path, query, headers=self.headers | headers)

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            ROOT + path,
            encoded(data),
            content_type="application/json",
            headers=self.headers | headers,
        )

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self.send("POST", path, data, **headers)

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The rows of a list, which must be there."""
        answer = self.get(path, query)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]


def encoded(data: Any) -> str:
    return "" if data is None else json.dumps(data)
