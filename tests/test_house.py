"""House rules that a reader would otherwise have to check by eye."""

from __future__ import annotations

import ast
import hashlib
import re

import pytest
from django.apps import apps
from django.db import models

from tests.markup import faults, other_hosts
from tests.source import APPS, ROOT, files, modules, name_of, public_functions, syntax

SCOPED = {"visible_to", "manageable_by", "none"}
LONGEST_FILE, LONGEST_TEMPLATE, LONGEST_VIEW = 350, 150, 40
# Files that may be longer, each with the reason.
LONG_FOR_A_REASON: dict[str, str] = {}


def unscoped(tree: ast.Module) -> list[str]:
    """Places in the web layer that reach rows by another way than the scope of the user."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            after = parents[node]
            if not (isinstance(after, ast.Attribute) and after.attr in SCOPED):
                found.append(f"line {node.lineno}: .objects without a scope")
        elif isinstance(node, ast.Attribute) and node.attr in {
            "_default_manager",
            "_base_manager",
            "raw",
        }:
            found.append(f"line {node.lineno}: {node.attr}")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"get_object_or_404", "get_list_or_404"}
            and isinstance(node.args[0], ast.Name)
            and node.args[0].id[0].isupper()
        ):
            found.append(f"line {node.lineno}: {node.func.id} of a whole model")
    return found


@pytest.mark.parametrize("path", list(modules("views", "forms", "api")), ids=name_of)
def test_the_web_layer_starts_from_the_scope(path):
    assert not unscoped(syntax(path))


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("Branch.objects.visible_to(user).filter(pk=1)", False),
        ("Branch.objects.none()", False),
        ("Branch.objects.filter(pk=1)", True),
        ("Branch.objects.reviewable_by(user)", True),
        ("rows = Branch.objects", True),
        ("Branch._default_manager.all()", True),
        ("get_object_or_404(Branch, pk=1)", True),
        ("get_object_or_404(Branch.objects.visible_to(user), pk=1)", False),
    ],
)
def test_what_counts_as_unscoped(line, is_wrong):
    assert bool(unscoped(ast.parse(line))) is is_wrong


def test_files_stay_short_enough_to_be_read_in_one_sitting():
    long = {
        name_of(path): lines
        for path in files("*.py")
        if "/migrations/" not in str(path)
        and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }
    assert set(long) == set(LONG_FOR_A_REASON), long


def test_templates_stay_short():
    long = {
        name_of(path): lines
        for path in files("templates/*.html", "*/templates/*.html")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_TEMPLATE
    }
    assert not long


@pytest.mark.parametrize("path", list(modules("views")), ids=name_of)
def test_views_stay_short(path):
    long = {
        function.name: function.end_lineno - function.lineno
        for function in public_functions(syntax(path))
        if function.end_lineno - function.lineno > LONGEST_VIEW
    }
    assert not long


@pytest.mark.parametrize("path", list(modules("services")), ids=name_of)
def test_services_are_annotated_keyword_only_and_say_what_they_do(path):
    wrong = [
        function.name
        for function in public_functions(syntax(path))
        if function.args.args
        or function.args.posonlyargs
        or function.returns is None
        or not ast.get_docstring(function)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "path", files("templates/*.html", "*/templates/*.html"), ids=lambda path: name_of(path)
)
def test_templates_hold_nothing_that_the_policy_stops(path):
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path",
    files("static/*.css", "static/*.js", ":!static/vendor"),
    ids=name_of,
)
def test_own_styles_and_scripts_name_no_other_host(path):
    assert not other_hosts(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", ["static/vendor", "tests/browser/vendor"])
def test_every_vendored_file_has_its_checksum(folder):
    vendor = ROOT / folder
    lines = (vendor / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    found = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(folder)
        if path.name != "SHA256SUMS"
    }
    assert found == listed


@pytest.mark.parametrize("app", APPS)
def test_every_app_says_what_it_is(app):
    lines = (ROOT / app / "README.md").read_text(encoding="utf-8").splitlines()
    assert 20 <= len(lines) <= 40


def test_migrations_are_named():
    assert not [path.name for path in files("*/migrations/*_auto_*.py")]


def test_constraints_keep_values_not_classes():
    """``kind__in=SomeChoices`` stores the live class: a new choice would not rebuild it."""
    wrong = [
        constraint.name
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and re.search(r"<enum|<class", repr(constraint.condition))
    ]
    assert not wrong


def test_nothing_is_skipped():
    """A test runs or is not there."""
    marks = re.compile(r"\b(?:mark\.(?:skip|skipif|xfail)|pytest\.(?:skip|xfail|importorskip))\b")
    assert not [
        name_of(path)
        for path in files("*/test_*.py", "*conftest.py")
        if path.name != "test_house.py" and marks.search(path.read_text(encoding="utf-8"))
    ]
