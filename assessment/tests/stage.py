"""What the tests of pages do again and again."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from assessment.models import Settlement
from assessment.services.compute import compute_quarter
from assessment.services.settling import compute, one, publish
from branches.periods import Grain, Period

NOW_QUARTER = Period.containing(timezone.localdate(), Grain.QUARTER)
LAST_QUARTER = NOW_QUARTER.previous


def count(quarter=NOW_QUARTER):
    compute_quarter(quarter=str(quarter), now=timezone.now())


def published(branch, by):
    count(LAST_QUARTER)
    settlement = Settlement.objects.get(branch=branch, quarter=str(LAST_QUARTER))
    for verb in (compute, publish):
        one(verb=verb, settlement=settlement, by=by, now=timezone.now())
    return settlement


def read(client, user, name, *args, **query):
    client.force_login(user)
    answer = client.get(reverse(f"assessment:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()
