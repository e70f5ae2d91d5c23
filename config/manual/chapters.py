"""The chapters of the manual, and which of them fits a page or a post.

The text stands in docs/manual/, one Markdown file a chapter, so that it reads on the web as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from branches.choices import Role

FOLDER = settings.BASE_DIR / "docs" / "manual"
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Chapter:
    """``pages``: app names or names of addresses, as ``app:name``, that it explains."""

    slug: str
    title: str
    pages: tuple[str, ...] = ()

    def get_absolute_url(self) -> str:
        return reverse("manual_chapter", args=[self.slug])


POSTS = {
    Role.SECRETARY: Chapter("secretary", "支部书记"),
    Role.COMMITTEE_MEMBER: Chapter("committee", "支部委员"),
    Role.BRIGADE_OFFICER: Chapter("brigade", "大队教导员"),
    Role.POLITICAL_OFFICE: Chapter("office", "支队政治处"),
    Role.MEMBER: Chapter("member", "党员"),
    Role.SUPERVISOR: Chapter("supervisor", "清风监督员"),
    Role.ADMINISTRATOR: Chapter("administrator", "系统管理员"),
    Role.AUDITOR: Chapter("auditor", "审计员"),
}
REGISTERS = tuple(
    f"members:{name}"
    for name in (
        "register", "register_new", "register_entry", "register_imports", "register_import",
        "kinds", "case", "case_end", "quotas",
    )
)  # fmt: skip
REPORTS = tuple(
    f"reports:{name}"
    for name in (
        "reports", "new_report", "report", "recounted", "texts", "statistic", "counted",
    )
)  # fmt: skip
INSPECTIONS = tuple(
    f"meetings:{name}"
    for name in (
        "inspections", "new_inspection", "inspection", "inspected_records", "inspected_record",
        "word_notice", "inspection_answers", "correct_notice", "inspected_branch",
    )
)  # fmt: skip
DIRECTIVES = tuple(
    f"duties:{name}"
    for name in (
        "directives", "new_directive", "edit_directive", "directive", "withdraw_directive",
        "directive_branch", "report_step", "return_report",
    )
)  # fmt: skip
MATTERS = (
    Chapter("login", "登录与双重验证", ("accounts:me", "accounts:password", "accounts:factor")),
    Chapter("themes", "采纳主题", ("meetings:themes", "meetings:theme")),
    Chapter("record", "记一次会议", ("meetings:record", "meetings:draft", "meetings:list")),
    Chapter("attendance", "有人执勤、请假"),
    Chapter("sittings", "分批开展"),
    Chapter("together", "联合开展"),
    Chapter("make-up", "补学"),
    Chapter("returned", "退回与重交", ("meetings:review", "meetings:meeting", "meetings:edit")),
    Chapter("inspections", "记录调阅", INSPECTIONS),
    Chapter("calendar", "日历订阅", ("meetings:calendar", "meetings:feeds")),
    Chapter("board", "落实情况", ("reports:board", "reports:cell", "reports:branch")),
    Chapter("duties", "督办与责任清单", ("duties",)),
    Chapter("directives", "上级部署", DIRECTIVES),
    Chapter("roster", "导入名册", ("members",)),
    Chapter("registers", "台账", REGISTERS),
    Chapter("points", "积分与异议", ("assessment",)),
    Chapter("claims", "申报加分", ("assessment:claims", "assessment:propose", "assessment:claim")),
    Chapter("settlement", "季度结算", ("assessment:settlements", "assessment:settlement")),
    Chapter("surveys", "问卷", ("surveys",)),
    Chapter("reports", "统计与报告", REPORTS),
    Chapter("notices", "通知和提醒", ("notices",)),
    Chapter("own-data", "查看本人信息", ("accounts:looks",)),
    Chapter("tokens", "接口令牌", ("accounts:tokens", "api_docs")),
    Chapter("backups", "备份与恢复", ("backups",)),
)
CHAPTERS = {chapter.slug: chapter for chapter in (*POSTS.values(), *MATTERS)}


def fitting(view_name: str, app_name: str, role: str | None) -> Chapter:
    """The chapter for the page; else for its app; else for the post one acts in."""
    for asked in filter(None, (view_name, app_name)):
        for chapter in MATTERS:
            if asked in chapter.pages:
                return chapter
    return POSTS[Role(role or Role.MEMBER)]


def rendered(slug: str) -> SafeString:
    """The chapter below its title, as HTML. Read anew when the file has changed."""
    file = FOLDER / f"{slug}.md"
    return _html(slug, file.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _html(slug: str, changed: int) -> SafeString:
    text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").partition("\n")[2]
    tokens = MARKDOWN.parse(text)
    for token in _all(tokens):
        _point(token)
    return SafeString(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


def _point(token: Token) -> None:
    """Links and pictures lead from file to file in the repository, from address to address here."""
    attributes: dict[str, Any] = token.attrs
    if token.type == "image":
        picture = str(attributes["src"]).removeprefix("pictures/")
        attributes |= {"src": static(f"manual/{picture}"), "loading": "lazy"}
    elif token.type == "link_open" and str(attributes["href"]).endswith(".md"):
        attributes["href"] = CHAPTERS[str(attributes["href"])[:-3]].get_absolute_url()
