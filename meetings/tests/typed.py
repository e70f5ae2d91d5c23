"""A blameless record as a browser sends it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

YESTERDAY = timezone.localdate() - timedelta(days=1)


def address(place, token=None, **query):
    query = {"branch": place.branch.code} | query
    return reverse("meetings:draft", args=[token or uuid4()], query=query)


def typed(place, **changed):
    """The fields of a blameless record, as a browser sends them."""
    fields = {
        "version": "0",
        "kinds": ["theme_day"],
        "title": "学习训练安全规定",
        "day": YESTERDAY.isoformat(),
        "starts": "15:00",
        "ends": "16:30",
        "place": "学习室",
        "chair": place.people[0].pk,
        "recorder": place.people[1].pk,
        "summary": "逐条学习，对照演练找差距。",
        "i0-title": "领学规定",
        "i0-s0-who": place.people[2].pk,
        "i0-s0-text": "演练时沟通不够。",
        "i1-title": "",
        "i2-title": "研究装备",
        "i2-d1-text": "每周检查",
        "i2-d1-owner": place.people[1].pk,
        "i2-d1-due": (YESTERDAY + timedelta(days=14)).isoformat(),
        "action": "hand_in",
    }
    fields |= {f"m{person.pk}": "present" for person in place.people}
    return {name: value for name, value in (fields | changed).items() if value is not None}


def hand_in(place, token=None, who="secretary", **changed):
    return place.as_(who).post(address(place, token), typed(place, **changed))


def save(place, token, version="0", who="secretary", **changed):
    url = reverse("meetings:autosave", args=[token], query={"branch": place.branch.code})
    return place.as_(who).post(url, typed(place, version=version, **changed))
