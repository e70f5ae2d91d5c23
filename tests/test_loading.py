"""A web process carries what pages need: what only files need is loaded when a file is made."""

from __future__ import annotations

import subprocess
import sys

import pytest

from accounts.loading import when_used
from tests.source import ROOT

HEAVY = {"docx", "lxml", "openpyxl", "xlsxwriter", "python_calamine", "PIL", "pypinyin"}
# What a web process does before it answers: the door, every address with its view, the handlers.
WEB = """
import sys
import config.wsgi
from django.urls import get_resolver, reverse

names = set(get_resolver().reverse_dict) and reverse("home")
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_addresses_and_views_load_no_library_of_files():
    """In a process of its own: in this one, other tests have made files."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WEB],
        cwd=ROOT,
        env={"EMBEDDED": "1", "DJANGO_SETTINGS_MODULE": "config.settings", "PATH": ""},
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = set(done.stdout.split())

    assert {"reports", "surveys", "members", "meetings", "assessment"} <= loaded
    assert not HEAVY & loaded


def test_a_module_is_loaded_by_its_first_use_and_misspelt_ones_say_so():
    colours = when_used("colorsys")

    assert colours.rgb_to_hls(1, 1, 1) == (0.0, 1.0, 0.0)
    with pytest.raises(ModuleNotFoundError, match="no_such_writer"):
        when_used("reports.documents.no_such_writer").written(None, {})
