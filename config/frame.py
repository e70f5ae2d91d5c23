"""What the frame of every page shows: navigation, the post one acts in, unread notices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from accounts.prepared import Prepared
from accounts.requests import UserRequest
from branches import scope
from branches.choices import COMMITTEE_ROLES, SYSTEM_ROLES, UNIT_ROLES, Role
from config.manual.chapters import fitting
from notices.models import Notice


@dataclass(frozen=True, slots=True)
class Place:
    """A noun of the navigation: its first page, and which pages light it up."""

    label: str
    icon: str
    name: str  # of the URL
    lights: tuple[str, ...] = ()  # app names, or "app:name" of single pages

    def is_at(self, match: Any) -> bool:
        if match is None:
            return False
        return match.view_name in (self.name, *self.lights) or match.app_name in self.lights


HOME = Place("工作台", "home", "home")
LIFE = Place("组织生活", "calendar", "meetings:list", ("meetings",))
PEOPLE = Place("党员", "users", "members:list", ("members",))
DUTIES = Place("督办", "clipboard-check", "duties:list", ("duties",))
TREE = Place("组织", "building", "branches:tree", ("branches", "reports:branch"))
# Above a branch organisation life begins with the board of who is behind.
WHOLE_LIFE = Place("组织生活", "calendar", "reports:board", ("meetings",))
POINTS = Place("积分", "star", "assessment:settlements", ("assessment",))
REPORTS = Place(
    "报表",
    "report-analytics",
    "reports:reports",
    tuple(
        f"reports:{name}"
        for name in (
            "new_report",
            "report",
            "report_figure",
            "recounted",
            "texts",
            "statistic",
            "counted",
        )
    ),
)
OWN_POINTS = Place("积分", "star", "assessment:mine", ("assessment",))
SURVEYS = Place("问卷", "clipboard-list", "surveys:list", ("surveys",))
ACCOUNTS = Place("账号", "user", "accounts:people", ("accounts:new", "accounts:person"))
SYSTEM_POSTS = Place("系统任职", "shield", "branches:system_posts", ("branches",))
BACKUPS = Place("备份", "archive", "backups:list", ("backups",))
AUDIT = Place(
    "审计日志", "history", "accounts:audit", ("accounts:logins", "accounts:failed_logins")
)
RECORD = Place("记会议", "plus", "meetings:record")

ABOVE = (HOME, WHOLE_LIFE, PEOPLE, DUTIES, POINTS, SURVEYS, REPORTS)  # the tree: under one's name
BRANCH = (HOME, LIFE, PEOPLE, DUTIES, OWN_POINTS, SURVEYS, TREE)
NAVIGATION: dict[str, tuple[Place, ...]] = {
    **dict.fromkeys(UNIT_ROLES, ABOVE),
    **dict.fromkeys(COMMITTEE_ROLES, BRANCH),
    Role.MEMBER: (HOME, LIFE, OWN_POINTS, SURVEYS, DUTIES, TREE),
    Role.SUPERVISOR: (HOME, LIFE, OWN_POINTS, SURVEYS, TREE),
    Role.ADMINISTRATOR: (HOME, ACCOUNTS, SYSTEM_POSTS, BACKUPS),
    Role.AUDITOR: (HOME, AUDIT),
}
WITHOUT_POST = (HOME,)


_unread: Prepared[Notice] = Prepared(
    lambda pk: (
        Notice.objects.filter(recipient=pk)
        .unread()
        .order_by()
        .values("recipient")
        .annotate(number=Count("pk"))
        .values_list("number")
    )
)


@cache
def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Frame:
    """Asked by the template, part by part; what is not shown costs nothing."""

    def __init__(self, request: UserRequest) -> None:
        self.request = request

    @cached_property
    def held(self) -> scope.Held:
        return scope.held_by(self.request.user)

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        match = self.request.resolver_match
        places = NAVIGATION[self.post.role] if self.post else WITHOUT_POST
        return [
            {
                "label": place.label,
                "icon": place.icon,
                "url": _address(place.name),
                "active": place.is_at(match),
            }
            for place in places
            if _address(place.name)
        ]

    @cached_property
    def action(self) -> dict[str, str] | None:
        """What a branch does most: log a meeting."""
        if not self.held.committee_ids or not _address(RECORD.name):
            return None
        return {"label": RECORD.label, "icon": RECORD.icon, "url": _address(RECORD.name)}

    @property
    def post(self) -> Any:
        return self.held.post

    @cached_property
    def posts(self) -> list[Any]:
        """The other posts that one may act in."""
        return [post for post in scope.hats_of(self.request.user) if post.pk != self.post.pk]

    @property
    def all_posts(self) -> list[Any]:
        """All that one may act in."""
        return scope.hats_of(self.request.user)

    @cached_property
    def unread(self) -> int:
        """How many notices wait; none is a row that is missing."""
        return next((number for (number,) in _unread.rows(pk=self.request.user.pk)), 0)

    @property
    def person(self) -> str:
        return str(self.request.user)

    @property
    def search_url(self) -> str:
        """Empty for who sees no Party content: there would be nothing to find."""
        if self.post and self.post.role in SYSTEM_ROLES:
            return ""
        return _address("reports:search")

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "") if self.request.path == self.search_url else ""

    @cached_property
    def menu(self) -> list[dict[str, str]]:
        """The links under one's name."""
        links = [
            {"label": "使用手册", "icon": "book", "url": self._manual()},
            {"label": "我的账号", "icon": "user", "url": _address("accounts:me")},
            {"label": "我的信息由谁看过", "icon": "eye", "url": _address("accounts:looks")},
            {"label": "规则依据", "icon": "gavel", "url": _address("branches:provisions")},
            {"label": "放假和补班", "icon": "calendar-event", "url": _address("branches:holidays")},
        ]
        if self.held.unit_paths:
            links.insert(0, {"label": TREE.label, "icon": TREE.icon, "url": _address(TREE.name)})
        if self.request.user.is_superuser:
            links.append({"label": "后台", "icon": "settings", "url": f"/{settings.ADMIN_PATH}/"})
        return [link for link in links if link["url"]]

    def _manual(self) -> str:
        """The chapter about the page that one looks at, or about one's post."""
        match = self.request.resolver_match
        names = (match.view_name, match.app_name) if match else ("", "")
        return fitting(*names, self.post.role if self.post else None).get_absolute_url()


def frame(request: UserRequest) -> dict[str, Any]:
    """Context processor. Pages for who is not logged in do not ask it anything."""
    return {"frame": Frame(request)}
