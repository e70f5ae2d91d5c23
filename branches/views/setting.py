"""What the pages about how a branch is set up have in common: their tabs."""

from __future__ import annotations

from django.urls import reverse

from accounts.requests import UserRequest
from branches import overview
from branches.models import Branch


def setting_tabs(request: UserRequest, branch: Branch) -> list[tuple[str, str, bool, None]]:
    """Posts, groups, coverage; the basics for who may change them."""
    pages = [("posts", "任职"), ("groups", "党小组"), ("coverage", "覆盖单位")]
    if branch.unit.path.startswith(overview.office_paths(request.user)):
        pages.append(("change_branch", "基本情况"))
    match = request.resolver_match
    here = match.url_name if match else ""
    return [
        (label, reverse(f"branches:{name}", args=[branch.code]), name == here, None)
        for name, label in pages
    ]
