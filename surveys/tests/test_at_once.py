"""Many people at the same moment, by real requests: none lost, none doubled, counted right."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from queue import Empty, SimpleQueue

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from surveys.models import Participation, Tray
from surveys.services import sending
from surveys.tests.phone import Phone
from surveys.tests.stage import draft, office, people

PEOPLE, CLIENTS = 120, 12


@pytest.fixture
def running():
    cache.clear()
    user, unit = office()
    people(unit, 5)
    survey = draft(unit, user)
    until = timezone.localdate() + timedelta(days=3)
    return sending.send(survey=survey, closes_on=until, by=user, now=timezone.now())


def fields(number: int) -> dict[str, str]:
    return {
        "q0": str(number % 3), "q1": str(number % 2), "q2": str(number % 5), "q3_0": "0",
        "q3_1": str(number % 3), "q4": f"第{number}条",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_none_is_lost_and_none_is_doubled(live_server, running):
    codes = sending.issue_codes(survey=running, number=PEOPLE)
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in [*range(PEOPLE), *range(0, PEOPLE, 4)]:  # every fourth one clicks twice
        waiting.put(number)
    together = threading.Barrier(CLIENTS)

    def client(_: int) -> int:
        done = 0
        with closing(Phone(live_server.url + reverse("surveys:code"))) as phone:
            together.wait()
            with suppress(Empty):
                while True:
                    number = waiting.get_nowait()
                    page = phone.hand_in(codes[number], fields(number))
                    done += "已交卷" in page or "已经交过" in page
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        assert sum(pool.map(client, range(CLIENTS))) == PEOPLE + PEOPLE // 4

    sheets = [sheet for tray in Tray.objects.all() for sheet in tray.opened.sheets]
    texts = [text for tray in Tray.objects.all() for text in tray.opened.texts["4"]]
    assert sorted(texts) == sorted(f"第{number}条" for number in range(PEOPLE))
    assert len(sheets) == PEOPLE
    assert Participation.objects.exclude(handed_in_on=None).count() == PEOPLE

    items = sending.end(survey=running, now=timezone.now()).figures["items"]
    expected = Counter(number % 3 for number in range(PEOPLE))
    assert [cell["count"] for cell in items[0]["cells"]] == [expected[n] for n in range(3)]
    assert [cell["count"] for cell in items[1]["cells"]] == [20, 20, 0]
    assert [cell["count"] for cell in items[2]["cells"]] == [24] * 5
