"""The manual inside the application. It holds nothing of anybody: every account reads all of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.requests import UserRequest
from branches import scope
from config.manual.chapters import CHAPTERS, MATTERS, POSTS, fitting, rendered


@require_GET
def manual(request: UserRequest) -> HttpResponse:
    """The first chapter to read: that of the post one acts in."""
    post = scope.held_by(request.user).post
    return redirect(fitting("", "", post.role if post else None))


@require_GET
def chapter(request: UserRequest, slug: str) -> HttpResponse:
    """One chapter, with all others beside it."""
    if slug not in CHAPTERS:
        raise Http404
    chosen = CHAPTERS[slug]
    parts = [
        (title, [(each, each is chosen) for each in chapters])
        for title, chapters in (("按岗位", POSTS.values()), ("按事情", MATTERS))
    ]
    context = {"chapter": chosen, "text": rendered(slug), "parts": parts}
    return render(request, "manual/chapter.html", context)
