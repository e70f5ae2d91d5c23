"""The manual: complete, true to the screens, and opened at the chapter that fits."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from branches.choices import Role
from config.manual.chapters import CHAPTERS, FOLDER, fitting, rendered
from tests.factories import BranchFactory, user_with
from tools.screenshots import PICTURES

HEAVIEST = 60_000
QUOTED = re.compile("「([^」]+)」")
WRITTEN = ["README", *CHAPTERS]


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@cache
def on_the_screens() -> str:
    """Everything from which a screen takes its words."""
    root = settings.BASE_DIR
    files = [*root.glob("templates/**/*.html"), *root.glob("static/js/*.js")]
    apps = "accounts notices branches members meetings assessment reports duties surveys backups"
    for app in apps.split():
        files += [file for file in root.glob(f"{app}/**/*.py") if "tests" not in file.parts]
    files.append(root / "config" / "frame.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_chapter_is_written_and_stands_in_the_index_in_order():
    files = {file.stem for file in FOLDER.glob("*.md")}
    links = re.findall(r"\[(.+)\]\((.+)\.md\)", text_of("README"))

    assert files == set(WRITTEN)
    assert [(slug, title) for title, slug in links] == [
        (chapter.slug, chapter.title) for chapter in CHAPTERS.values()
    ]


@pytest.mark.parametrize("slug", CHAPTERS)
def test_a_chapter_bears_its_title_and_stays_short(slug):
    lines = text_of(slug).splitlines()

    assert lines[0] == f"# {CHAPTERS[slug].title}"
    assert len(lines) <= 50


@pytest.mark.parametrize("name", WRITTEN)
def test_words_in_quotes_are_words_of_the_screens(name):
    missing = [word for word in QUOTED.findall(text_of(name)) if word not in on_the_screens()]

    assert missing == []


def test_every_picture_is_there_is_light_and_is_used():
    used = set(re.findall(r"!\[.+\]\(pictures/(.+)\)", "\n".join(map(text_of, WRITTEN))))
    pictures = {file.name: file.stat().st_size for file in (FOLDER / "pictures").iterdir()}

    assert set(pictures) == used == {f"{one.name}.png" for one in PICTURES["manual"]}
    assert [name for name, size in pictures.items() if size >= HEAVIEST] == []
    assert all(finders.find(f"manual/{name}") for name in used)


def test_links_and_pictures_lead_where_the_application_has_them():
    html = rendered("secretary")

    assert '<a href="/manual/themes/">采纳主题</a>' in html
    assert 'src="/static/manual/secretary-home.png"' in html
    assert 'alt="支部书记的工作台"' in html
    assert ".md" not in html


@pytest.mark.parametrize(
    ("view", "app", "role", "slug"),
    [
        ("meetings:record", "meetings", Role.SECRETARY, "record"),
        ("members:import", "members", Role.POLITICAL_OFFICE, "roster"),
        ("assessment:claims", "assessment", Role.MEMBER, "claims"),
        ("assessment:mine", "assessment", Role.MEMBER, "points"),
        ("members:register", "members", Role.POLITICAL_OFFICE, "registers"),
        ("reports:statistic", "reports", Role.POLITICAL_OFFICE, "reports"),
        ("backups:list", "backups", Role.ADMINISTRATOR, "backups"),
        ("home", "", Role.BRIGADE_OFFICER, "brigade"),
        ("branches:tree", "branches", Role.AUDITOR, "auditor"),
        ("home", "", None, "member"),
    ],
)
def test_the_chapter_that_fits(view, app, role, slug):
    assert fitting(view, app, role).slug == slug


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.SECRETARY, Role.SUPERVISOR])
def test_the_manual_opens_at_the_chapter_of_ones_post(client, role):
    client.force_login(user_with(role, branch=BranchFactory()))

    page = client.get(reverse("manual"), follow=True)

    assert page.redirect_chain[-1][0] == f"/manual/{fitting('', '', role).slug}/"
    assert "<h1>" in page.content.decode()


@pytest.mark.django_db
def test_the_menu_leads_to_the_chapter_about_the_page(client):
    client.force_login(user_with(Role.SECRETARY, branch=BranchFactory()))

    page = client.get(reverse("notices:inbox")).content.decode()

    assert 'href="/manual/notices/"' in page


@pytest.mark.django_db
def test_the_page_holds_the_text_and_all_other_chapters(client):
    client.force_login(user_with(Role.MEMBER, branch=BranchFactory()))

    page = client.get("/manual/points/").content.decode()

    assert "积分只来自别人审核过的事实" in page
    assert page.count('aria-current="page"') == 1
    assert all(chapter.get_absolute_url() in page for chapter in CHAPTERS.values())
    assert client.get("/manual/nothing/").status_code == 404
