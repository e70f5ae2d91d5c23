"""One box for people, branches and meetings; each finds only what the user may open."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from branches.models import Branch
from meetings.models import Meeting
from members.models import Member
from members.search import matching

SHOWN = 8
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Found:
    """The first few of each."""

    people: list[Member] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.people or self.branches or self.meetings)


def search(user: User, words: str) -> Found:
    """People as the roster finds them, branches by name or code, meetings by title."""
    words = words.strip()[:LONGEST]
    if not words:
        return Found()
    people = matching(Member.objects.visible_to(user), words)
    places = Branch.objects.visible_to(user)
    branches = places.filter(Q(name__icontains=words) | Q(code__istartswith=words))
    # The keys spelt out let the database go by branch instead of through all meetings there are.
    meetings = Meeting.objects.visible_to(user).filter(
        branch__in=list(places.values_list("pk", flat=True)), title__icontains=words
    )
    return Found(
        people=list(people.select_related("unit").defer("id_number", "phone")[:SHOWN]),
        branches=list(branches.select_related("unit")[:SHOWN]),
        meetings=list(meetings.select_related("branch")[:SHOWN]),
    )
