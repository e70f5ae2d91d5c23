"""How far one branch is with directives, for those who stand in that branch only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from accounts.models import User
from duties.directives.states import look_of
from duties.models import Directive, DirectiveStep


class Progress(NamedTuple):
    """So many stages of how many, what is next, and how that, or else the last one, looks."""

    reported: int
    stages: int
    next: DirectiveStep | None
    look: str
    word: str


def progress_of(
    code: str, directives: Collection[Directive], user: User, today: date
) -> dict[int, Progress]:
    """By directive, of the branch with that code. One query."""
    rows = DirectiveStep.objects.visible_to(user).filter(
        branch__code=code, directive__in=[one.pk for one in directives]
    )
    steps: defaultdict[int, list[DirectiveStep]] = defaultdict(list)
    for step in rows.select_related("branch").order_by("place"):
        steps[step.directive_id].append(step)
    return {
        one.pk: _progress(found, today, running=one.is_running)
        for one in directives
        if (found := steps.get(one.pk))
    }


def _progress(steps: list[DirectiveStep], today: date, *, running: bool) -> Progress:
    owed = [step for step in steps if step.is_owed]
    following = owed[0] if owed else None
    look, word = look_of(following or steps[-1], today, running=running)
    return Progress(len(steps) - len(owed), len(steps), following, look, word)
