"""The papers beside the code say what is there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAPERS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *(path for path in ROOT.glob("*/README.md") if path.parent.name != "var"),
]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_papers_lead_somewhere(paper):
    links = LINK.findall(paper.read_text(encoding="utf-8"))

    broken = [
        link
        for link in links
        if not link.startswith(("http", "mailto:")) and not (paper.parent / link).exists()
    ]

    assert broken == []


def test_the_readme_lists_the_folders_in_the_order_of_imports():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    table = re.findall(r"^\| `(\w+)/` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)

    assert table == [name for layer in layers for name in layer.split(" | ")]


def test_the_image_takes_the_manual_with_it():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()

    assert "docs" not in ignored
    assert ignored.index("docs/*") < ignored.index("!docs/manual")
