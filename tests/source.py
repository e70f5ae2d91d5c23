"""The project's own files, as house rules look at them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "accounts",
    "notices",
    "branches",
    "backups",
    "members",
    "duties",
    "meetings",
    "surveys",
    "assessment",
    "reports",
)


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """Files under version control or about to be, that match one of the patterns of git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(
        path for line in sorted(set(listed.stdout.splitlines())) if (path := ROOT / line).is_file()
    )


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def modules(*stems: str) -> Iterator[Path]:
    """Modules of the apps with one of these names, or inside a package of that name."""
    for path in files(*(f"{app}/*.py" for app in APPS)):
        place = path.relative_to(ROOT).with_suffix("").parts[1:]
        if any(part in stems for part in place) and "tests" not in place:
            yield path


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions at the top of a module whose name has no underscore in front."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
