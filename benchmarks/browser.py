"""Somebody logged in, whose cookies are then sent with every request that is measured."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import User
from benchmarks.measure import Page


class Browser:
    """``acting_as`` is the post chosen where one holds several."""

    def __init__(self, user: User, acting_as: int | None = None) -> None:
        self.user = user
        self.client = Client(HTTP_HOST="127.0.0.1")
        self.client.force_login(user)
        if acting_as:
            self.client.post(reverse("accounts:act_as", args=[acting_as]))

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self.client.cookies.items())

    def page(self, name: str, target: int | None, contains: str, *paths: str) -> Page:
        return Page(name, paths, contains, target, self.cookie)
